import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { problemResponse } from "../../api/json-responses.ts";
import type { Problem } from "../../api/problems.ts";
import { problems } from "../../api/problems.ts";
import type { Clock } from "../../core/ports/system.ts";
import { providerOf } from "../../core/provider-account.ts";
import { receiptMessageBody } from "../../core/receipt-message.ts";
import type { SealedUsers } from "../../core/sealed-user.ts";
import type { CallbackReading } from "../../providers/callback.ts";
import { accountParameter } from "../../providers/callback-url.ts";
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
 * Takes one callback: checks its signature, puts what it says into the queue, and responds. What its
 * size or form shows to be no callback costs no call to AWS. Header names must be in lower case.
 *
 * @throws DependencyUnavailable when it cannot be queued: the provider repeats it.
 */
export async function receiveCallback(
  { sources, send, users, clock }: CallbackDependencies,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const provider = calledBy(event);
  const account = event.queryStringParameters?.[accountParameter] ?? provider;
  const source = sources.get(provider);
  if (source === undefined || providerOf(account, [provider]) === undefined) {
    return problemResponse(problems.notFound);
  }
  if (event.httpMethod === "GET") {
    return verify(provider, source, account, event);
  }
  const body = bodyOf(event);
  if (Buffer.byteLength(body) > bodyLimitBytes) {
    return reject(provider, "too-large", problems.tooLarge(bodyLimitBytes));
  }
  const callback = {
    ids: event.pathParameters?.["ids"] ?? "",
    account,
    headers: event.headers,
    body,
    receivedAt: clock.now(),
  };
  const fault = source.findShapeFault(callback);
  if (fault !== undefined) {
    return rejectReading(provider, fault);
  }
  const reading = source.readCallback(callback, await source.keysOf(account));
  if (reading.kind !== "read") {
    return rejectReading(provider, reading.kind);
  }
  // What a delivery's record names is the account.
  const messages = reading.messages.map((message) => ({ ...message, provider: account }));
  await send(messages.map((message) => receiptMessageBody(users, message)));
  count("CallbackTaken");
  logSkipped(provider, reading.skipped ?? 0);
  return taken;
}

/** Messenger asks for 200 and not for any 2xx. */
const taken: APIGatewayProxyResult = { statusCode: 200, body: "" };

/** `/v1/receipts/twilio/{ids}` is Twilio's. */
function calledBy({ resource }: APIGatewayProxyEvent): string {
  return resource.split("/")[3] ?? "";
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEvent): string {
  return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8").toString();
}

async function verify(
  provider: string,
  source: CallbackSource,
  account: string,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const query = event.queryStringParameters ?? {};
  if (!source.isVerification?.(query)) {
    return reject(provider, "forged", problems.forgedCallback);
  }
  const body = source.verifyWebhook?.(query, await source.keysOf(account));
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

function rejectReading(provider: string, kind: Exclude<CallbackReading["kind"], "read">) {
  const malformed = () => problems.invalidRequest([{ field: "body", detail: "is not understood" }]);
  return reject(provider, kind, kind === "malformed" ? malformed() : problems.forgedCallback);
}

function reject(provider: string, reason: string, problem: Problem): APIGatewayProxyResult {
  logger.warn("callback rejected", { provider, reason });
  count("ReceiptRejected");
  return problemResponse(problem);
}
