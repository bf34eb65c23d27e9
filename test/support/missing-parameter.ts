import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { emulatorClientConfig } from "../../local/aws.ts";

/** Takes a parameter away while `work` runs, then puts it back. @param Name its whole name. */
export async function whileMissing(
  awsEndpoint: string,
  Name: string,
  work: () => Promise<void>,
): Promise<void> {
  const ssm = new SSMClient(emulatorClientConfig(awsEndpoint));
  const get = new GetParameterCommand({ Name, WithDecryption: true });
  const { Parameter } = await ssm.send(get);
  await ssm.send(new DeleteParameterCommand({ Name }));
  try {
    await work();
  } finally {
    const { Value, Type } = Parameter ?? {};
    await ssm.send(new PutParameterCommand({ Name, Value, Type }));
    ssm.destroy();
  }
}
