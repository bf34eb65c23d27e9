import { DependencyUnavailable } from "../core/ports.ts";

/**
 * How long an AWS call of Herald's own may take, and how often the SDK tries it. Short enough for
 * several tries within a function's time; a repeat is safe because every write is conditional or
 * harmless when it happens twice.
 */
export const awsClientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;

/** Makes an AWS call; whatever it fails with becomes `DependencyUnavailable`, the error its cause. */
export async function awsCall<Answer>(
  service: string,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new DependencyUnavailable(service, error);
  }
}
