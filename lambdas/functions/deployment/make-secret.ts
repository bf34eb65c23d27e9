import { randomBytes } from "node:crypto";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import * as z from "zod/mini";
import { describeError, logger } from "../../runtime/logger.ts";
import { readStageSecret } from "../../runtime/stage-secret.ts";
import type { DeploymentResponse } from "./respond.ts";

/** What making the stage's secret needs. Every method may reject with `DependencyUnavailable`. */
export interface SecretDependencies {
  /** The secret as it is kept; `undefined` where there is none yet. */
  read(): Promise<string | undefined>;
  /**
   * Keeps a secret where there is none, or encrypts the same one anew.
   *
   * @param key what it is encrypted with: the ARN of a KMS key, or AWS's own.
   * @returns whether it was kept; not if there was one after all and `overwrite` is false.
   */
  keep(secret: string, key: string | undefined, overwrite: boolean): Promise<boolean>;
}

/** The custom resource's properties, tolerant of what another release put there. */
const propertiesSchema = z.object({ KmsKeyArn: z.optional(z.string()) });

/**
 * Makes the stage's secret, once: whatever is asked later, and if the stack is deleted and made again, it
 * stays as it is. It never rejects: CloudFormation would wait for a response.
 */
export async function makeSecret(
  deps: SecretDependencies,
  event: CloudFormationCustomResourceEvent,
): Promise<DeploymentResponse> {
  if (event.RequestType === "Delete") {
    return { Status: "SUCCESS" };
  }
  try {
    const { KmsKeyArn: key } = z.parse(propertiesSchema, event.ResourceProperties);
    const secret = readStageSecret((await deps.read()) ?? (await keepNew(deps, key)));
    if (event.RequestType === "Update") {
      const { KmsKeyArn: before } = z.parse(propertiesSchema, event.OldResourceProperties);
      if (before !== key) {
        await deps.keep(secret, key, true);
      }
    }
    return { Status: "SUCCESS", NoEcho: true, Data: { Secret: secret } };
  } catch (error) {
    const described = describeError(error);
    logger.error("no secret", described);
    const { error: kind, dependency = kind } = described;
    return {
      Status: "FAILED",
      Reason: `The stage's secret could neither be read nor made (${dependency}).`,
    };
  }
}

async function keepNew(
  deps: SecretDependencies,
  key: string | undefined,
): Promise<string | undefined> {
  const secret = randomBytes(32).toString("base64url");
  return (await deps.keep(secret, key, false)) ? secret : deps.read();
}
