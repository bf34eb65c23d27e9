import type { Message } from "@aws-sdk/client-sqs";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { DeliveryReference } from "../lambdas/core/delivery-reference.ts";
import { emulatorClientConfig } from "../local/aws.ts";
import type { LocalDetails } from "../local/local-details.ts";

const hiddenSeconds = 30;

/** The queues and dead-letter queues of all channels. */
export class Queues {
  readonly #sqs: SQSClient;
  readonly #queues: LocalDetails["queues"];

  constructor({ awsEndpoint, queues }: LocalDetails) {
    this.#sqs = new SQSClient(emulatorClientConfig(awsEndpoint));
    this.#queues = queues;
  }

  /** How many messages the channels' queues hold, visible, in flight or delayed. */
  async count(): Promise<number> {
    const counts = await this.#forEachQueue(async (QueueUrl) => {
      const { Attributes = {} } = await this.#sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
          ],
        }),
      );
      return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Sets the visibility time-out of the channels' queues. @returns a function that restores it. */
  async setVisibility(seconds: number): Promise<() => Promise<void>> {
    const before = await this.#forEachQueue(async (QueueUrl) => {
      const AttributeNames = ["VisibilityTimeout" as const];
      const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
      const { Attributes = {} } = await this.#sqs.send(get);
      await this.#putVisibility(QueueUrl, String(seconds));
      return [QueueUrl, Attributes["VisibilityTimeout"] ?? ""] as const;
    });
    return async () => {
      for (const [url, value] of before) {
        await this.#putVisibility(url, value);
      }
    };
  }

  /** Takes the dead letters of these users out of their queues and leaves all others there. */
  async takeDeadLetters(users: ReadonlySet<string>): Promise<DeliveryReference[]> {
    const taken: DeliveryReference[] = [];
    for (const { deadLetterUrl: QueueUrl } of Object.values(this.#queues)) {
      for (const { Body = "", ReceiptHandle } of await this.#receiveAll(QueueUrl)) {
        const reference = readReference(Body);
        const isOwn = reference !== undefined && users.has(reference.userId);
        const handle = { QueueUrl, ReceiptHandle };
        if (isOwn) {
          taken.push(reference);
        }
        await (isOwn
          ? this.#sqs.send(new DeleteMessageCommand(handle))
          : this.#sqs.send(
              new ChangeMessageVisibilityCommand({ ...handle, VisibilityTimeout: 0 }),
            ));
      }
    }
    return taken;
  }

  async #receiveAll(QueueUrl: string): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const receive = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: hiddenSeconds };
      const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand(receive));
      if (Messages.length === 0) {
        return all;
      }
      all.push(...Messages);
    }
  }

  async #putVisibility(QueueUrl: string, VisibilityTimeout: string): Promise<void> {
    const Attributes = { VisibilityTimeout };
    await this.#sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }

  #forEachQueue<Result>(work: (url: string) => Promise<Result>): Promise<Result[]> {
    return Promise.all(Object.values(this.#queues).map(({ url }) => work(url)));
  }
}

function readReference(body: string): DeliveryReference | undefined {
  try {
    return JSON.parse(body) as DeliveryReference;
  } catch {
    return undefined;
  }
}
