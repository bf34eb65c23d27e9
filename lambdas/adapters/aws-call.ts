import { DependencyUnavailable } from "../core/ports/unavailable.ts";

/**
 * How often the SDK tries an AWS call, and how long each try may take, in milliseconds. Short enough
 * for several tries within a function's time; a repeat is safe because every write is conditional or
 * does no harm when it happens twice.
 */
export const awsClientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;

/**
 * Makes an AWS call.
 *
 * @param service what the error names: `DynamoDB`, `SQS`, `SSM`.
 * @throws DependencyUnavailable whatever the call fails with; the error is its cause.
 */
export async function awsCall<Output>(
  service: string,
  call: () => Promise<Output>,
): Promise<Output> {
  try {
    return await call();
  } catch (error) {
    throw new DependencyUnavailable(service, error);
  }
}
