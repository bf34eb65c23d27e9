import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { sqsClient } from "../../adapters/sqs-delivery-queues.ts";
import { countMessages } from "../../adapters/sqs-queue-depth.ts";
import { ssmClient, ssmParameters } from "../../adapters/ssm-parameters.ts";
import { ssmSecret } from "../../adapters/ssm-secret.ts";
import { parseEnvironment } from "../../runtime/environment.ts";
import { settings } from "../../settings/settings.ts";
import { checkDeployment } from "./check-deployment.ts";
import { deploymentEnvironment } from "./env.ts";
import { makeSecret } from "./make-secret.ts";
import { secretResourceType } from "./resource-types.ts";
import { respond } from "./respond.ts";

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
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const response =
    event.ResourceType === secretResourceType
      ? await makeSecret(ssmSecret(ssm, env.SECRET_PARAMETER), event)
      : await checkDeployment(deps, event);
  await respond(event, response);
}
