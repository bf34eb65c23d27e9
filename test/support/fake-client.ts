import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** A request as an adapter sends it. */
export interface SentRequest {
  /** `PutCommand` */
  readonly command: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever the request holds
  readonly input: any;
}

/** A document client that keeps what it is sent. */
export interface FakeClient {
  readonly client: DynamoDBDocumentClient;
  readonly sent: SentRequest[];
}

/** @param respond makes the response to each request, or throws what the call fails with. */
export function fakeClient(respond: (request: SentRequest) => unknown = () => ({})): FakeClient {
  const sent: SentRequest[] = [];
  const send = async (command: { input: unknown }) => {
    const request = { command: command.constructor.name, input: command.input };
    sent.push(request);
    return respond(request);
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, sent };
}
