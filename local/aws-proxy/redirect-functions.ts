import {
  LambdaClient,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { namesOf } from "../../lib/names.ts";
import { emulatorClientConfig } from "../aws.ts";

/**
 * Lets the functions of a deployment call AWS at another address, queues included, whose URLs name
 * their host. Each begins anew.
 *
 * @param awsEndpoint where the emulator is, without a slash at the end.
 * @param otherEndpoint where functions are to find it.
 * @returns a function that puts their variables back.
 */
export async function redirectFunctions(
  { awsEndpoint, stage }: { readonly awsEndpoint: string; readonly stage: string },
  otherEndpoint: string,
): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(emulatorClientConfig(awsEndpoint));
  const before = await variablesOf(lambda, `${namesOf(stage).prefix}-`);
  await updateAll(lambda, before, (variables) => {
    const moved = Object.entries(variables).map(
      ([key, value]) => [key, value.replaceAll(awsEndpoint, otherEndpoint)] as const,
    );
    return { ...Object.fromEntries(moved), AWS_ENDPOINT_URL: otherEndpoint };
  });
  return async () => {
    await updateAll(lambda, before, (variables) => variables);
    lambda.destroy();
  };
}

async function updateAll(
  client: LambdaClient,
  functions: ReadonlyMap<string, Record<string, string>>,
  change: (variables: Record<string, string>) => Record<string, string>,
): Promise<void> {
  const updates = [...functions].map(([FunctionName, variables]) => {
    const Environment = { Variables: change(variables) };
    return client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
  });
  await Promise.all(updates);
}

/** The variables of each function whose name begins so, by its name. */
async function variablesOf(
  client: LambdaClient,
  beginning: string,
): Promise<Map<string, Record<string, string>>> {
  const found = new Map<string, Record<string, string>>();
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName = "", Environment } of Functions) {
      if (FunctionName.startsWith(beginning)) {
        found.set(FunctionName, Environment?.Variables ?? {});
      }
    }
  }
  return found;
}
