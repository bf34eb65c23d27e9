/**
 * The name of a provider account: the provider's id, or the id, a dash and a word of the deployer's own,
 * so that `twilio` and `twilio-otp` are two sets of settings for one provider.
 */
const accountNamePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Characters that an account's name may have. */
const maxAccountName = 64;

/**
 * The provider whose account a name is: the one of these ids that it is, or else the longest that it
 * begins with. `undefined` for a name that is no account's.
 */
export function providerOf<Id extends string>(
  account: string,
  providers: readonly Id[],
): Id | undefined {
  if (account.length > maxAccountName || !accountNamePattern.test(account)) {
    return undefined;
  }
  return providers
    .filter((id) => isAccountOf(account, id))
    .toSorted((one, other) => other.length - one.length)[0];
}

/** Whether a name can be an account's of the provider. */
export function isAccountOf(account: string, provider: string): boolean {
  return account === provider || account.startsWith(`${provider}-`);
}
