import { unknownCaller } from "../core/caller.ts";

/**
 * The name that an IAM principal has as a caller: its ARN, of an assumed role without the session. A
 * session is one instance of a caller, whose repeats may come from another one, and with single
 * sign-on it is a person's address.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalOf(userArn: string | null | undefined): string {
  if (!userArn) {
    return unknownCaller;
  }
  return userArn.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, "$1");
}
