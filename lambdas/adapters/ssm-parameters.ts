import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { awsCall, awsClientOptions } from "./aws-call.ts";

/** Reads SSM parameters by name; those that do not exist are absent from what is returned. */
export type ReadParameters = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Names that one GetParameters call takes.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
const namesPerCall = 10;

/** Reads parameters from SSM, decrypted. Rejects with `DependencyUnavailable`. */
export function ssmParameters(client = new SSMClient(awsClientOptions)): ReadParameters {
  return async (names) => {
    const chunks = Array.from({ length: Math.ceil(names.length / namesPerCall) }, (_, index) =>
      names.slice(index * namesPerCall, (index + 1) * namesPerCall),
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
