import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Settled } from "./fake-s3.ts";
import { s3CallOf, sendS3 } from "./fake-s3.ts";

/** A call that an SDK client made. */
export interface AwsCallMade {
  /** `DynamoDB.PutItem`, `SQS.SendMessage`, `SSM.GetParameters` */
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever a request holds
  readonly input: any;
}

/** What an operation responds with; an `AwsFailure` makes the call fail. */
export type AwsResponse = (input: AwsCallMade["input"]) => object;

/** What AWS fails a call with, by its code. No client tries it a second time. */
export class AwsFailure extends Error {
  override readonly name = "AwsFailure";
  readonly code: string;
  readonly body: object;

  constructor(code: string, body: object = {}) {
    super(code);
    this.code = code;
    this.body = body;
  }
}

/** What AWS says of a failure here: a text that must stay out of logs, metrics and responses. */
export const failureText = "ann@example.com may not read Hello Ann";

/**
 * AWS in this process: functions and commands reach it over HTTP with their own clients, and it
 * responds as a test says.
 */
export interface FakeAws {
  readonly url: string;
  readonly calls: AwsCallMade[];
  /** The inputs of all calls of an operation. */
  inputsOf(operation: string): AwsCallMade["input"][];
  /** Without it, an operation responds with nothing found and nothing wrong. */
  respond(operation: string, response: AwsResponse): void;
  /** Fails every call of an operation, or of a whole service. */
  fail(target: string, failure?: AwsFailure): void;
  /** Forgets calls, responses and failures. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts it on a free loopback port. */
export async function startFakeAws(): Promise<FakeAws> {
  const calls: AwsCallMade[] = [];
  const responses = new Map<string, AwsResponse>(Object.entries(defaults));
  const server = createServer(async (incoming, outgoing) => {
    const ofS3 = await s3CallOf(incoming);
    const { operation, input } = ofS3 ?? (await callOf(incoming));
    calls.push({ operation, input });
    const [service = ""] = operation.split(".");
    const respond = responses.get(service) ?? responses.get(operation) ?? (() => ({}));
    const settled = settle(() => respond(input));
    if (ofS3) {
      sendS3(outgoing, operation, settled);
    } else {
      sendJson(outgoing, settled);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    inputsOf: (operation) =>
      calls.filter((call) => call.operation === operation).map(({ input }) => input),
    respond: (operation, response) => responses.set(operation, response),
    fail: (target, failure = new AwsFailure("AccessDeniedException")) =>
      responses.set(target, () => {
        throw failure;
      }),
    reset: () => {
      calls.length = 0;
      responses.clear();
      for (const [operation, response] of Object.entries(defaults)) {
        responses.set(operation, response);
      }
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A client takes a message for sent only if the response has its checksum. */
const defaults: Readonly<Record<string, AwsResponse>> = {
  "SQS.SendMessage": ({ MessageBody }) => ({
    MessageId: "sent",
    MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
  }),
};

/** `AmazonSQS.SendMessage` is `SQS.SendMessage`; a REST service is named by its path. */
function operationOf({ headers, url = "" }: IncomingMessage): string {
  const target = headers["x-amz-target"];
  if (target === undefined) {
    return url;
  }
  const [service = "", operation = ""] = String(target).split(".");
  return `${service.replace(/^Amazon|_\d+$/g, "")}.${operation}`;
}

async function callOf(incoming: IncomingMessage): Promise<AwsCallMade> {
  const body = await text(incoming);
  return { operation: operationOf(incoming), input: body === "" ? {} : JSON.parse(body) };
}

function sendJson(outgoing: ServerResponse, [status, body]: Settled): void {
  outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  outgoing.end(JSON.stringify(body));
}

function settle(respond: () => object): Settled {
  try {
    return [200, respond()];
  } catch (error) {
    if (!(error instanceof AwsFailure)) {
      return [400, { __type: "FakeAwsFault", message: String(error) }];
    }
    return [400, { __type: error.code, message: failureText, ...error.body }];
  }
}
