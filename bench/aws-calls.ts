import { localProviderSettings } from "../local/simulator/settings.ts";
import { apiEvent } from "../test/support/api-event.ts";
import type { AwsRecorder } from "../test/support/aws-recorder.ts";
import { startAwsRecorder } from "../test/support/aws-recorder.ts";
import type { TestStage } from "../test/support/test-stage.ts";
import { becomeFunction, createTestStage, invocationContext } from "../test/support/test-stage.ts";
import { channelVariables, intakeVariables } from "./function-variables.ts";

/** What one invocation costs in AWS calls, with the configuration cached. */
export interface AwsCost {
  /** Those that have a budget: not a read of the providers' health, nor the call that holds a batch. */
  readonly calls: number;
  /** DynamoDB write and read units. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Requests to SQS, with the one that holds a batch. */
  readonly sqsRequests: number;
}

/** The AWS calls and write units that have a budget, as counted. */
export interface AwsCosts {
  readonly intakeOneChannel: AwsCost;
  readonly intakeThreeChannels: AwsCost;
  readonly intakeOneChannelExpectingResponse: AwsCost;
  readonly intakeOneChannelWithKey: AwsCost;
  /** One delivery, accepted by its first provider. */
  readonly delivery: AwsCost;
}

/** The URLs of the emulator and the provider simulator. */
interface Places {
  readonly awsEndpoint: string;
  readonly simulatorUrl: string;
}

const channels = { sms: ["twilio"], email: ["ses"], push: ["pushy"] };

/** At most one for a batch: keeps it away for the function's time. */
const hold = "SQS.ChangeMessageVisibilityBatch";

const order = {
  userId: "u-42",
  message: "Your order is ready",
  phoneNumber: "+48600100200",
  email: "ann@example.com",
  pushToken: "token",
};

/**
 * Counts the AWS calls of intake and channel functions, which run in this process. Afterwards the
 * process still has the functions' environment.
 */
export async function countAwsCalls({ awsEndpoint, simulatorUrl }: Places): Promise<AwsCosts> {
  const stage = await createTestStage(awsEndpoint, channels);
  const recorder = await startAwsRecorder(awsEndpoint);
  try {
    const { twilio } = localProviderSettings(simulatorUrl);
    await stage.putParameter("providers/twilio", JSON.stringify(twilio));
    becomeFunction(recorder.url, variablesOf(stage, awsEndpoint, recorder.url));
    return await countWith(stage, recorder);
  } finally {
    await recorder.close();
    await stage.remove();
  }
}

async function countWith(stage: TestStage, recorder: AwsRecorder): Promise<AwsCosts> {
  const intake = await import("../lambdas/functions/intake/handler.ts");
  const channel = await import("../lambdas/functions/channel/handler.ts");
  const costOf = async (work: () => Promise<void>): Promise<AwsCost> => {
    recorder.calls.length = 0;
    await work();
    const calls = recorder.calls.filter(({ input }) => !isHealthRead(stage, input));
    return {
      calls: calls.filter(({ operation }) => operation !== hold).length,
      writeUnits: calls.reduce((sum, call) => sum + call.writeUnits, 0),
      readUnits: calls.reduce((sum, call) => sum + call.readUnits, 0),
      sqsRequests: calls.filter(({ operation }) => operation.startsWith("SQS.")).length,
    };
  };
  const costOfIntake = (changes: object, headers: Record<string, string> = {}) =>
    costOf(async () => {
      const event = apiEvent({
        body: { ...order, ...changes },
        headers: { "content-type": "application/json", ...headers },
      });
      const { statusCode } = await intake.handler(event, invocationContext());
      if (statusCode !== 202) {
        throw new Error(`intake answered ${statusCode}`);
      }
    });
  const costOfDelivery = async () => {
    const event = await stage.receive("sms");
    return costOf(async () => {
      const { batchItemFailures } = await channel.handler(event, invocationContext());
      if (batchItemFailures.length > 0) {
        throw new Error("the provider did not accept");
      }
    });
  };

  // The first call of each function reads its configuration.
  await costOfIntake({ channels: ["sms"] });
  await costOfDelivery();
  const intakeOneChannel = await costOfIntake({ channels: ["sms"] });
  return {
    intakeOneChannel,
    delivery: await costOfDelivery(),
    intakeThreeChannels: await costOfIntake({}),
    intakeOneChannelExpectingResponse: await costOfIntake({
      channels: ["sms"],
      expectsResponse: true,
    }),
    intakeOneChannelWithKey: await costOfIntake(
      { channels: ["sms"] },
      { "idempotency-key": crypto.randomUUID() },
    ),
  };
}

/** Health records are read every few seconds at most, however many deliveries there are. */
function isHealthRead({ healthTable }: TestStage, input: unknown): boolean {
  return JSON.stringify(input).includes(healthTable.tableName);
}

function variablesOf(
  stage: TestStage,
  awsEndpoint: string,
  recorderUrl: string,
): Record<string, string> {
  const throughRecorder = (url = "") => url.replace(awsEndpoint, recorderUrl);
  const addresses = { twilio: "phoneNumber", ses: "email", pushy: "pushToken" };
  const deployed = Object.entries(stage.queueUrls).map(([name, queueUrl]) => [
    name,
    { queueUrl: throughRecorder(queueUrl), addresses },
  ]);
  return {
    ...intakeVariables,
    ...channelVariables(["twilio"]),
    CHANNELS: JSON.stringify(Object.fromEntries(deployed)),
    QUEUE_URL: throughRecorder(stage.queueUrls["sms"]),
    NOTIFICATIONS_TABLE: stage.table.tableName,
    PROVIDER_HEALTH_TABLE: stage.healthTable.tableName,
    PARAMETER_PREFIX: stage.parameterPrefix,
    POWERTOOLS_LOG_LEVEL: "SILENT",
    POWERTOOLS_METRICS_DISABLED: "true",
  };
}
