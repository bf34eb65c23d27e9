import type { CloudFormationCustomResourceEvent, Context } from "aws-lambda";
import { contentBucket } from "../../adapters/s3-client.ts";
import { removeObjects } from "../../adapters/s3-remove-objects.ts";
import { sqsClient } from "../../adapters/sqs-delivery-queues.ts";
import { countMessages } from "../../adapters/sqs-queue-depth.ts";
import { ssmClient, ssmParameters } from "../../adapters/ssm-parameters.ts";
import { ssmSecret } from "../../adapters/ssm-secret.ts";
import { currentStage, localStage, parseEnvironment } from "../../runtime/environment.ts";
import { settings } from "../../settings/settings.ts";
import { checkDeployment } from "./check-deployment.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { deploymentEnvironment } from "./env.ts";
import { makeSecret } from "./make-secret.ts";
import { bucketResourceType, secretResourceType } from "./resource-types.ts";
import type { DeploymentResponse } from "./respond.ts";
import { respond } from "./respond.ts";

/** Kept for the response, in milliseconds. */
const responseReserveMs = 3_000;

const env = parseEnvironment(deploymentEnvironment);
const sqs = sqsClient();
const ssm = ssmClient();
const readParameters = ssmParameters(ssm);
const { name } = settings.enabledChannels({ channels: {}, enabledChannels: [] });
const enabledChannels = `${env.PARAMETER_PREFIX}/${name}`;

const deps = {
  countMessages: (queueUrl: string) => countMessages(sqs, queueUrl),
  // Whatever names it holds: also one that this deployment does not know any more.
  enabledChannels: async () => {
    const value = (await readParameters([enabledChannels])).get(enabledChannels) ?? "";
    if (typeof value !== "string") {
      throw value.cause;
    }
    return value.split(",").map((each) => each.trim());
  },
};

/** Carries out what the stack's custom resources ask for. */
export async function handler(
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<void> {
  await respond(event, await responseTo(event, context));
}

async function responseTo(
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<DeploymentResponse> {
  switch (event.ResourceType) {
    case secretResourceType:
      return makeSecret(ssmSecret(ssm, env.SECRET_PARAMETER), event);
    case bucketResourceType: {
      const until = new Date(Date.now() + context.getRemainingTimeInMillis() - responseReserveMs);
      return emptyBucket((name) => removeAllOf(name, until), event);
    }
    default:
      return checkDeployment(deps, event);
  }
}

async function removeAllOf(name: string, until: Date): Promise<void> {
  const client = await contentBucket(name, {
    forcePathStyle: currentStage() === localStage,
  }).client();
  if (!(await removeObjects(client, name, { Prefix: "", until }))) {
    throw new Error("there was no time for all of it");
  }
}
