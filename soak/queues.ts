import type { Message } from "@aws-sdk/client-sqs";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { readDeliveryMessage } from "../lambdas/adapters/delivery-message.ts";
import { ssmSecret } from "../lambdas/adapters/ssm-secret.ts";
import type { DeliveryReference } from "../lambdas/core/delivery-reference.ts";
import type { SealedUsers } from "../lambdas/core/sealed-user.ts";
import { readStageSecret } from "../lambdas/runtime/stage-secret.ts";
import { openUsers } from "../lambdas/runtime/user-seal.ts";
import { localStage, namesOf } from "../lib/names.ts";
import { emulatorClientConfig } from "../local/aws.ts";
import type { LocalDetails } from "../local/local-details.ts";

const hiddenSeconds = 30;

/** The queues and dead-letter queues of all channels. */
export class Queues {
  readonly #sqs: SQSClient;
  readonly #ssm: SSMClient;
  readonly #queues: LocalDetails["queues"];

  constructor({ awsEndpoint, queues }: LocalDetails) {
    const config = emulatorClientConfig(awsEndpoint);
    this.#sqs = new SQSClient(config);
    this.#ssm = new SSMClient(config);
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
    const sealed = await this.#readUsers();
    for (const [channel, { deadLetterUrl: QueueUrl }] of Object.entries(this.#queues)) {
      for (const { Body = "", ReceiptHandle } of await this.#receiveAll(QueueUrl)) {
        const reference = readDeliveryMessage(sealed, { body: Body }, channel);
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

  /** How the stage's messages say whose they are. */
  async #readUsers(): Promise<Pick<SealedUsers, "open">> {
    const { secretParameter } = namesOf(localStage);
    const secret = readStageSecret(await ssmSecret(this.#ssm, secretParameter).read());
    return openUsers(secret);
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
