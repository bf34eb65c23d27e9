import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { emulatorClientConfig } from "../../local/aws.ts";

/** Removes a parameter while `work` runs, then restores it. @param Name its full name. */
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
