import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { DeniedParameter, ReadParameters } from "../core/ports/parameters.ts";
import { awsCall, awsClientOptions } from "./aws-call.ts";

/**
 * Names that one GetParameters call takes.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export const maxNamesPerCall = 10;

type Texts = ReadonlyMap<string, string | DeniedParameter>;

/**
 * A client for parameters. It makes each call once: who reads them knows whether to wait, and SSM's
 * limit, 40 calls a second, is the account's.
 */
export function ssmClient(): SSMClient {
  return new SSMClient({ ...awsClientOptions, maxAttempts: 1 });
}

/**
 * Reads parameters from SSM, decrypted. Rejects with `DependencyUnavailable`.
 *
 * A call fails as a whole where one of its parameters is denied. Its names are then asked for one by
 * one, and those that are denied go on being asked for alone.
 */
export function ssmParameters(client = ssmClient()): ReadParameters {
  const denied = new Set<string>();

  async function readOne(name: string): Promise<Texts> {
    try {
      const texts = await get(client, [name]);
      denied.delete(name);
      return texts;
    } catch (error) {
      if (!isDenial(error)) {
        throw error;
      }
      denied.add(name);
      return new Map([[name, { cause: error }]]);
    }
  }

  async function readTogether(names: readonly string[]): Promise<Texts> {
    try {
      return await get(client, names);
    } catch (error) {
      if (!isDenial(error)) {
        throw error;
      }
      return merged(await Promise.all(names.map(readOne)));
    }
  }

  return (names) =>
    awsCall("SSM", async () => {
      const chunks = chunksOf(names.filter((name) => !denied.has(name)));
      const alone = names.filter((name) => denied.has(name));
      return merged(await Promise.all([...chunks.map(readTogether), ...alone.map(readOne)]));
    });
}

async function get(client: SSMClient, names: readonly string[]): Promise<Texts> {
  const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
  const { Parameters = [] } = await client.send(command);
  return new Map(Parameters.map(({ Name = "", Value = "" }) => [Name, Value]));
}

/** Of the caller's permissions or the parameter's key, and not of a limit or the network. */
function isDenial(error: unknown): error is Error {
  return error instanceof Error && /^(AccessDenied|InvalidKeyId|KMS(?!Throttl))/i.test(error.name);
}

function chunksOf(names: readonly string[]): (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / maxNamesPerCall) }, (_, index) =>
    names.slice(index * maxNamesPerCall, (index + 1) * maxNamesPerCall),
  );
}

function merged(all: readonly Texts[]): Texts {
  return new Map(all.flatMap((texts) => [...texts]));
}
