import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import * as z from "zod/mini";
import { describeError, logger } from "../../runtime/logger.ts";
import type { DeploymentResponse } from "./respond.ts";

/** The custom resource's properties. */
const propertiesSchema = z.object({
  Bucket: z.string(),
  /** `true` where the bucket outlives its stack. */
  Keep: z.optional(z.string()),
});

/**
 * Empties the stage's bucket where a stack takes it away: CloudFormation deletes none that holds something. It
 * never rejects: CloudFormation would wait for a response.
 *
 * @param removeAll removes all that a bucket holds; may reject with `DependencyUnavailable`.
 */
export async function emptyBucket(
  removeAll: (bucket: string) => Promise<void>,
  event: CloudFormationCustomResourceEvent,
): Promise<DeploymentResponse> {
  if (event.RequestType !== "Delete") {
    return { Status: "SUCCESS" };
  }
  try {
    const { Bucket, Keep } = z.parse(propertiesSchema, event.ResourceProperties);
    if (Keep !== "true") {
      await removeAll(Bucket);
    }
    return { Status: "SUCCESS" };
  } catch (error) {
    const described = describeError(error);
    logger.error("bucket not emptied", described);
    const { error: kind, dependency = kind } = described;
    return {
      Status: "FAILED",
      Reason: `The stage's bucket could not be emptied (${dependency}): delete the stack again.`,
    };
  }
}
