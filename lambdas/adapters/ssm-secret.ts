import type { SSMClient } from "@aws-sdk/client-ssm";
import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { awsCall } from "./aws-call.ts";

/** A secret that is kept in a SecureString parameter. Every method may reject with `DependencyUnavailable`. */
export function ssmSecret(client: SSMClient, Name: string) {
  return {
    /** The secret; `undefined` where there is none. */
    read: () =>
      awsCall("SSM", async () => {
        try {
          const get = new GetParameterCommand({ Name, WithDecryption: true });
          return (await client.send(get)).Parameter?.Value;
        } catch (error) {
          if (error instanceof ParameterNotFound) {
            return undefined;
          }
          throw error;
        }
      }),

    /**
     * Keeps a secret.
     *
     * @param KeyId the ARN of the KMS key that encrypts it; AWS's own if left out.
     * @returns whether it was kept; not if there is one, and it is not to be overwritten.
     */
    keep: (Value: string, KeyId: string | undefined, Overwrite: boolean) =>
      awsCall("SSM", async () => {
        const put = new PutParameterCommand({
          Name,
          Value,
          Overwrite,
          Type: "SecureString",
          ...(KeyId !== undefined && { KeyId }),
        });
        try {
          await client.send(put);
          return true;
        } catch (error) {
          if (error instanceof ParameterAlreadyExists) {
            return false;
          }
          throw error;
        }
      }),
  };
}
