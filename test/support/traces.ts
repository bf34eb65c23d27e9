import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  ChangeMessageVisibilityCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { emulatorClientConfig } from "../../local/aws.ts";
import type { LocalDetails } from "../../local/local-details.ts";

/** What stands in a place where Herald may leave traces. */
export interface Place {
  /** `table herald-local-notifications`, `log /aws/lambda/herald-local-intake` */
  readonly name: string;
  /** All that stands there, as text. */
  readonly text: string;
}

/**
 * Reads every place in a local stage where something of a user could be: tables, queues and dead-letter
 * queues, logs, the metrics in them included. What another place comes to hold belongs here.
 */
export class Traces {
  readonly #details: LocalDetails;
  readonly #since = Date.now();
  readonly #sqs: SQSClient;
  readonly #table: DynamoDBDocumentClient;

  /** What was logged before is left out. */
  constructor(details: LocalDetails) {
    this.#details = details;
    const config = emulatorClientConfig(details.awsEndpoint);
    this.#sqs = new SQSClient(config);
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  }

  async read(): Promise<readonly Place[]> {
    return (await Promise.all([this.#tables(), this.#queues(), this.#logs()])).flat();
  }

  #tables(): Promise<Place[]> {
    return Promise.all(
      Object.values(this.#details.tables).map(async (TableName) => {
        const items: unknown[] = [];
        for await (const { Items = [] } of paginateScan({ client: this.#table }, { TableName })) {
          items.push(...Items);
        }
        return { name: `table ${TableName}`, text: JSON.stringify(items) };
      }),
    );
  }

  async #queues(): Promise<Place[]> {
    const { QueueUrls = [] } = await this.#sqs.send(new ListQueuesCommand({}));
    return Promise.all(
      QueueUrls.map(async (url) => {
        const messages = await this.#peek(url);
        return { name: `queue ${url.split("/").at(-1)}`, text: JSON.stringify(messages) };
      }),
    );
  }

  /** The messages that can be received, which are visible again afterwards. */
  async #peek(QueueUrl: string): Promise<unknown[]> {
    const seen: unknown[] = [];
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 30,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
    const handles: string[] = [];
    for (;;) {
      const { Messages = [] } = await this.#sqs.send(receive);
      if (Messages.length === 0) {
        break;
      }
      seen.push(...Messages);
      handles.push(...Messages.flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []));
    }
    for (const ReceiptHandle of handles) {
      const release = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
      await this.#sqs.send(new ChangeMessageVisibilityCommand(release));
    }
    return seen;
  }

  async #logs(): Promise<Place[]> {
    const { logGroups } = await this.#logsCall("DescribeLogGroups", {});
    const names = (logGroups as { logGroupName: string }[]).map((group) => group.logGroupName);
    return Promise.all(
      names.map(async (name) => ({ name: `log ${name}`, text: await this.#log(name) })),
    );
  }

  async #log(logGroupName: string): Promise<string> {
    const lines: string[] = [];
    let nextToken: unknown;
    do {
      const page = await this.#logsCall("FilterLogEvents", {
        logGroupName,
        startTime: this.#since,
        ...(nextToken !== undefined && { nextToken }),
      });
      lines.push(...(page["events"] as { message: string }[]).map(({ message }) => message));
      nextToken = page["nextToken"];
    } while (nextToken !== undefined);
    return lines.join("\n");
  }

  /** The emulator takes a request that names the service; a client for CloudWatch Logs would do no more. */
  async #logsCall(operation: string, input: object): Promise<Record<string, unknown>> {
    const { awsEndpoint, region } = this.#details;
    const response = await fetch(awsEndpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `Logs_20140328.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/logs/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    });
    if (!response.ok) {
      throw new Error(`the emulator responded ${response.status} to ${operation}`);
    }
    return (await response.json()) as Record<string, unknown>;
  }
}
