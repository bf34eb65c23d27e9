import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { ReadParameters } from "../core/ports.ts";
import { awsCall, awsClientOptions } from "./aws-call.ts";

/**
 * Names that one GetParameters call takes.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export const maxNamesPerCall = 10;

/** Reads parameters from SSM, decrypted. Rejects with `DependencyUnavailable`. */
export function ssmParameters(client = new SSMClient(awsClientOptions)): ReadParameters {
  return async (names) => {
    const chunks = Array.from({ length: Math.ceil(names.length / maxNamesPerCall) }, (_, index) =>
      names.slice(index * maxNamesPerCall, (index + 1) * maxNamesPerCall),
    );
    const responses = await Promise.all(
      chunks.map((Names) => {
        const get = new GetParametersCommand({ Names, WithDecryption: true });
        return awsCall("SSM", () => client.send(get));
      }),
    );
    const parameters = responses.flatMap(({ Parameters }) => Parameters ?? []);
    return new Map(parameters.map(({ Name = "", Value = "" }) => [Name, Value]));
  };
}
