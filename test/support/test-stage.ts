import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { defaultCaller, scopes } from "../../lambdas/core/caller.ts";
import { localStage, stageVariable } from "../../lambdas/runtime/environment.ts";
import { emulatorClientConfig, emulatorEnvironment } from "../../local/aws.ts";
import { testSecret } from "./stage-secret.ts";
import type { TestTable } from "./tables.ts";
import { createHealthTable, createNotificationsTable } from "./tables.ts";

/** The tables, queues and parameters of a stage for one test, without functions. */
export interface TestStage {
  readonly table: TestTable;
  readonly healthTable: TestTable;
  readonly parameterPrefix: string;
  readonly queueUrls: Readonly<Record<string, string>>;
  putParameter(name: string, value: string): Promise<void>;
  /** Receives up to ten messages, as the event with which a channel function is invoked. */
  receive(channel: string): Promise<SQSEvent>;
  remove(): Promise<void>;
}

/** Makes a stage on the emulator, with a queue and a list of providers for each channel. */
export async function createTestStage(
  endpoint: string,
  channels: Readonly<Record<string, readonly string[]>>,
): Promise<TestStage> {
  const config = emulatorClientConfig(endpoint);
  const [ssm, sqs] = [new SSMClient(config), new SQSClient(config)];
  const id = crypto.randomUUID();
  const parameterPrefix = `/herald/${id}`;
  const queueUrls: Record<string, string> = {};
  const putParameter = async (name: string, value: string) => {
    const Name = `${parameterPrefix}/${name}`;
    await ssm.send(
      new PutParameterCommand({ Name, Value: value, Type: "SecureString", Overwrite: true }),
    );
  };
  await putParameter("enabled-channels", Object.keys(channels).join(","));
  await putParameter("throttle/responses-per-hour", "300");
  for (const [channel, providers] of Object.entries(channels)) {
    const QueueName = `${channel}-${id}`;
    await sqs.send(new CreateQueueCommand({ QueueName }));
    const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    queueUrls[channel] = QueueUrl;
    await putParameter(`channels/${channel}/providers`, providers.join(","));
  }
  const table = await createNotificationsTable(endpoint);
  const healthTable = await createHealthTable(endpoint);
  return {
    table,
    healthTable,
    parameterPrefix,
    queueUrls,
    putParameter,
    receive: (channel) => receive(sqs, queueUrls[channel]),
    remove: async () => {
      for (const QueueUrl of Object.values(queueUrls)) {
        await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      }
      await table.drop();
      await healthTable.drop();
      sqs.destroy();
      ssm.destroy();
    },
  };
}

async function receive(sqs: SQSClient, queueUrl: string | undefined): Promise<SQSEvent> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    }),
  );
  const Records = Messages.map(
    ({
      MessageId = "",
      ReceiptHandle = "",
      Body = "",
      Attributes,
      MessageAttributes = {},
    }): SQSRecord => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes as unknown as SQSRecord["attributes"],
      messageAttributes: attributesOf(MessageAttributes),
      md5OfBody: "",
      eventSource: "aws:sqs",
      eventSourceARN: "",
      awsRegion: "us-east-1",
    }),
  );
  return { Records };
}

/** Message attributes as Lambda has them. */
function attributesOf(
  attributes: Readonly<Record<string, MessageAttributeValue>>,
): SQSRecord["messageAttributes"] {
  const entries = Object.entries(attributes).map(([name, { DataType = "", StringValue = "" }]) => [
    name,
    { dataType: DataType, stringValue: StringValue },
  ]);
  return Object.fromEntries(entries);
}

/** One caller, as in a stage that names none. */
const callers = { [defaultCaller]: { scopes } };

/**
 * Gives this process the environment of a function, with the emulator as its AWS. It has one caller
 * unless the variables name others, and its stage is the local one, whose providers may be called over http.
 */
export function becomeFunction(
  endpoint: string,
  variables: Readonly<Record<string, string>>,
): void {
  const fixed = {
    CALLERS: JSON.stringify(callers),
    HERALD_SECRET: testSecret,
    USER_IDS: "sealed",
    [stageVariable]: localStage,
  };
  Object.assign(process.env, emulatorEnvironment(endpoint), fixed, variables);
}

/** The context of an invocation, which may take 30 s unless the test says less. */
export function invocationContext(remainingMs = 30_000): Context {
  return {
    awsRequestId: crypto.randomUUID(),
    functionName: "test",
    functionVersion: "1",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:test",
    memoryLimitInMB: "256",
    logGroupName: "",
    logStreamName: "",
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => remainingMs,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
