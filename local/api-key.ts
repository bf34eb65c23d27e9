import { localRegion } from "./aws.ts";

/**
 * Reads the value of an API key, which is not among the stack's outputs.
 *
 * A single call is not worth another SDK client. The emulator accepts any signature; the header
 * only names the service.
 *
 * @throws Error when the emulator has no such key.
 */
export async function readApiKey(awsEndpoint: string, id: string): Promise<string> {
  const scope = `test/20000101/${localRegion}/apigateway/aws4_request`;
  const response = await fetch(`${awsEndpoint}/apikeys/${id}?includeValue=true`, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
  });
  const { value } = (await response.json()) as { value?: string };
  if (!response.ok || value === undefined) {
    throw new Error(`API Gateway answered ${response.status} for the API key ${id}`);
  }
  return value;
}
