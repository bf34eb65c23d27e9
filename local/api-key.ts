import { localRegion } from "./aws.ts";

/**
 * Reads an API key's value, which stack outputs do not hold.
 *
 * One call is not worth an SDK client of its own. The emulator takes any signature; the header only
 * says which service is meant.
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
