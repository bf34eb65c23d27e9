import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { emulatorClientConfig } from "./aws.ts";

/** Looks into dead-letter queues without taking messages out. */
export class DeadLetters {
  readonly #sqs: SQSClient;

  constructor(awsEndpoint: string) {
    this.#sqs = new SQSClient(emulatorClientConfig(awsEndpoint));
  }

  /** Reads the bodies of up to 10 messages; every call may return others. */
  async peek(queueUrl: string): Promise<string[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        // Long enough for the next call to see others if there are more than ten.
        VisibilityTimeout: 1,
      }),
    );
    return Messages.map((message) => message.Body ?? "");
  }
}
