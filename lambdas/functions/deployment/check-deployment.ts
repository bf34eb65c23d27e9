import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import * as z from "zod/mini";
import type { RemovalDependencies } from "../../core/channel-removal.ts";
import { removalObstacles } from "../../core/channel-removal.ts";
import { describeError, logger } from "../../runtime/logger.ts";
import type { DeploymentResponse } from "./respond.ts";

/** The custom resource's properties, tolerant of what another release put there. */
const propertiesSchema = z.object({
  Channels: z._default(
    z.record(z.string(), z.object({ queueUrl: z.string(), deadLetterUrl: z.string() })),
    {},
  ),
});

const whatToDo =
  'Nothing was changed. See "Removing a channel" in docs/runbook.md for how to empty it, then deploy again.';

/**
 * Checks whether an update of the stack may drop the channels that it drops. The stack's creation and
 * its deletion are never held up, nor is a rollback, which takes back nothing but what was never open.
 * It never rejects: CloudFormation would wait for a response.
 */
export async function checkDeployment(
  deps: RemovalDependencies,
  event: CloudFormationCustomResourceEvent,
): Promise<DeploymentResponse> {
  if (event.RequestType !== "Update") {
    return { Status: "SUCCESS" };
  }
  try {
    const { Channels: before } = z.parse(propertiesSchema, event.OldResourceProperties);
    const { Channels: after } = z.parse(propertiesSchema, event.ResourceProperties);
    const obstacles = await removalObstacles(deps, before, after);
    logger.info("checked", { obstacles });
    return obstacles.length === 0
      ? { Status: "SUCCESS" }
      : { Status: "FAILED", Reason: `${obstacles.join(" ")} ${whatToDo}` };
  } catch (error) {
    const described = describeError(error);
    logger.error("check failed", described);
    const { error: kind, dependency = kind } = described;
    return {
      Status: "FAILED",
      Reason: `It could not be found out whether the channels that this deployment drops are empty (${dependency}). Nothing was changed: deploy again.`,
    };
  }
}
