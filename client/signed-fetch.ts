import { AwsClient } from "aws4fetch";

/** Credentials of an IAM principal; of a role, with a session token. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How requests are signed. */
export interface SigningOptions {
  /** The API's region: behind a domain of its own, its URL does not say it. */
  readonly region: string;
  /**
   * Asked before each request, as a role's credentials end: the SDK's providers, such as
   * `fromNodeProviderChain()`, are functions of this kind and keep them until then.
   */
  readonly credentials: () => Promise<SigningCredentials>;
}

/**
 * A `fetch` for `HeraldClient` that signs requests with AWS's Signature Version 4, where Herald's
 * `authentication` is `iam`. Nothing is repeated: that is the caller's, with the same
 * `Idempotency-Key`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function signedFetch({ region, credentials }: SigningOptions) {
  return async (request: Request): Promise<Response> => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      service: "execute-api",
      region,
    });
    return fetch(await client.sign(request, { aws: { allHeaders: true } }));
  };
}
