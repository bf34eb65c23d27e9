import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { problemResponse } from "../../api/json-responses.ts";
import type { Problem } from "../../api/problems.ts";
import { problems } from "../../api/problems.ts";
import type { Clock } from "../../core/ports.ts";
import { receiptMessageBody } from "../../core/receipt-message.ts";
import type { SealedUsers } from "../../core/sealed-user.ts";
import { logger } from "../../runtime/logger.ts";
import { count } from "../../runtime/metrics.ts";
import type { CallbackSource, CallbackSources } from "./callback-sources.ts";

/** What receiving a callback needs. */
export interface CallbackDependencies {
  readonly sources: CallbackSources;
  /** Puts bodies into the queue. */
  readonly send: (bodies: readonly string[]) => Promise<void>;
  /** How messages say whose they are. */
  readonly users: Pick<SealedUsers, "close">;
  readonly clock: Clock;
}

/** Bytes that a callback may have: SendGrid's batches have up to 768 KB. */
const bodyLimitBytes = 1_048_576;

/**
 * Takes one callback: checks its signature, puts what it says into the queue, and answers. Header
 * names must be in lower case.
 *
 * @throws DependencyUnavailable when it cannot be queued: the provider repeats it.
 */
export async function receiveCallback(
  { sources, send, users, clock }: CallbackDependencies,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const provider = providerOf(event);
  const source = sources.byProvider.get(provider);
  if (source === undefined) {
    return problemResponse(problems.notFound);
  }
  await sources.refresh();
  if (event.httpMethod === "GET") {
    return verify(provider, source, event);
  }
  const body = bodyOf(event);
  if (Buffer.byteLength(body) > bodyLimitBytes) {
    return reject(provider, "too-large", problems.tooLarge(bodyLimitBytes));
  }
  const reading = source.readCallback(
    {
      ids: event.pathParameters?.["ids"] ?? "",
      headers: event.headers,
      body,
      receivedAt: clock.now(),
    },
    source.known(),
  );
  switch (reading.kind) {
    case "read":
      await send(reading.messages.map((message) => receiptMessageBody(users, message)));
      count("CallbackTaken");
      logSkipped(provider, reading.skipped ?? 0);
      return taken;
    case "malformed":
      return reject(
        provider,
        "malformed",
        problems.invalidRequest([{ field: "body", detail: "is not understood" }]),
      );
    default:
      return reject(provider, reading.kind, problems.forgedCallback);
  }
}

/** Messenger asks for 200 and not for any 2xx. */
const taken: APIGatewayProxyResult = { statusCode: 200, body: "" };

/** `/v1/receipts/twilio/{ids}` is Twilio's. */
function providerOf({ resource }: APIGatewayProxyEvent): string {
  return resource.split("/")[3] ?? "";
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEvent): string {
  return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8").toString();
}

function verify(
  provider: string,
  source: CallbackSource,
  event: APIGatewayProxyEvent,
): APIGatewayProxyResult {
  const body = source.verifyWebhook?.(event.queryStringParameters ?? {}, source.known());
  if (body === undefined) {
    return reject(provider, "forged", problems.forgedCallback);
  }
  return { statusCode: 200, headers: { "Content-Type": "text/plain" }, body };
}

/** Some of a provider's events may be new or odd: the others are taken all the same. */
function logSkipped(provider: string, events: number): void {
  if (events > 0) {
    logger.warn("callback events skipped", { provider, events });
    count("ReceiptIgnored");
  }
}

function reject(provider: string, reason: string, problem: Problem): APIGatewayProxyResult {
  logger.warn("callback rejected", { provider, reason });
  count("ReceiptRejected");
  return problemResponse(problem);
}
