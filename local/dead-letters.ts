import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { emulatorClientConfig } from "./aws.ts";

/** Reads dead-letter queues and leaves their messages there. */
export class DeadLetters {
  readonly #sqs: SQSClient;

  constructor(awsEndpoint: string) {
    this.#sqs = new SQSClient(emulatorClientConfig(awsEndpoint));
  }

  /** The bodies of up to 10 messages of a dead-letter queue; each call may see others. */
  async peek(queueUrl: string): Promise<string[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        // Long enough for the next call to see others, should there be more than ten.
        VisibilityTimeout: 1,
      }),
    );
    return Messages.map((message) => message.Body ?? "");
  }
}
