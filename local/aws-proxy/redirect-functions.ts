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
  const update = async (name: string, Variables: Record<string, string>) => {
    const Environment = { Variables };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }));
  };
  for (const [name, variables] of before) {
    const moved = Object.entries(variables).map(
      ([key, value]) => [key, value.replaceAll(awsEndpoint, otherEndpoint)] as const,
    );
    await update(name, { ...Object.fromEntries(moved), AWS_ENDPOINT_URL: otherEndpoint });
  }
  return async () => {
    for (const [name, variables] of before) {
      await update(name, variables);
    }
    lambda.destroy();
  };
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
