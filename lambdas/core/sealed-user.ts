/**
 * How what is written outside of a user's records says whose it is: by the id sealed, or by the id in
 * clear where the release before this one must be able to read it. Either is read.
 */
export interface SealedUsers {
  /** What is written for a message: `user`, the seal, in the place of `userId`. */
  close<Message extends { readonly userId: string }>(message: Message): object;
  /** A message read back, with its `userId` if it says whose it is. */
  open(written: unknown): unknown;
}

/** How functions write whose a message is; a function's environment says it. */
export const userIdForms = ["sealed", "plain"] as const;

export type UserIdForm = (typeof userIdForms)[number];
