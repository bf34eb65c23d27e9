import type { Scope } from "../core/caller.ts";
import type { FieldFault } from "../core/field-fault.ts";

/** An error as RFC 9457 describes it. */
export interface Problem {
  /** A URI that names the kind of problem; `about:blank` where the status says it all. */
  readonly type?: string;
  readonly status: number;
  readonly title: string;
  /** One sentence on what is wrong with this request. */
  readonly detail: string;
  /** Each failing field. */
  readonly errors?: readonly FieldFault[];
  /** The scope that the caller lacks. */
  readonly scope?: Scope;
  /** Seconds after which the call may be repeated. */
  readonly retryAfterSeconds?: number;
  /** Headers beside `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The title of each status that comes with a problem document. */
const titles = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
  504: "Gateway Timeout",
} as const;

/**
 * Bytes that a JSON body may have: attachments in base64, and room. Lambda takes 6 MB with all that API Gateway
 * puts around it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxBodyBytes = 6_000_000;

/** Every problem that Herald's functions and API Gateway tell of, save those in `limit-problem.ts`. */
export const problems = {
  invalidRequest: (errors: readonly FieldFault[]) =>
    problem(400, errors.map(({ field, detail }) => `${field}: ${detail}`).join("; "), { errors }),
  bodyNotAccepted: problem(400, "The body was not accepted."),
  parametersNotAccepted: problem(400, "The path, query or headers were not accepted."),
  unidentified: problem(401, "The request does not say who is calling."),
  accessDenied: problem(403, "The caller may not make this request."),
  invalidApiKey: problem(403, "The header x-api-key is missing, or its key is not valid."),
  unsigned: problem(
    403,
    "The request is not signed, or there is nothing at this path for its method.",
  ),
  missingScope: (scope: Scope) =>
    problem(403, `The caller lacks the scope "${scope}", which this request needs.`, { scope }),
  forgedCallback: problem(403, "The request is not signed with the provider's key."),
  notFound: problem(404, "There is no such notification."),
  noSuchDelivery: problem(
    404,
    "There is no such notification, or it has no delivery on this channel.",
  ),
  noSuchSuppression: problem(404, "There is no such suppression."),
  noSuchConsoleFile: problem(404, "The console has no such file."),
  noSuchPath: problem(404, "There is nothing at this path."),
  noSuchMethod: problem(404, "There is nothing at this path for this method."),
  /** The same call is under way: which of the two takes the throttle slot is not settled yet. */
  underWay: (retryAfterSeconds: number) =>
    problem(409, "A request with this Idempotency-Key is being carried out. Repeat it.", {
      retryAfterSeconds,
    }),
  notFailed: (status: string) =>
    problem(409, `Only a failed delivery can be retried; this one is ${status}.`),
  /** Its delivery can be looked up for as long as it is kept, and no more. */
  channelRemoved: (channel: string) =>
    problem(
      409,
      `The channel ${channel} is not deployed any more: its deliveries cannot be retried. Send another notification on another channel.`,
    ),
  justChanged: problem(
    409,
    "The delivery has just changed. Look it up, and repeat the call if it has failed.",
  ),
  /** No repeat will be accepted: what the key stands for may not come back. */
  erased: problem(
    410,
    "The Idempotency-Key stands for a notification that was erased with its user. Nothing was stored or sent; to notify the user after all, use another key.",
  ),
  tooLarge: (maxBytes: number) =>
    problem(413, `The body may have at most ${maxBytes} bytes.`, {
      errors: [{ field: "body", detail: `must have at most ${maxBytes} bytes` }],
    }),
  tooLargeForGateway: problem(413, "The body is larger than 10 MB."),
  unsupportedMediaType: problem(415, "The Content-Type must be application/json.", {
    errors: [{ field: "Content-Type", detail: "must be application/json" }],
  }),
  mediaTypeNotAccepted: problem(415, "The body must be application/json."),
  keyReused: problem(422, "The Idempotency-Key stands for a request with another body.", {
    errors: [{ field: "Idempotency-Key", detail: "stands for a request with another body" }],
  }),
  throttled: (
    limit: number,
    more: Required<Pick<Problem, "retryAfterSeconds">> & Pick<Problem, "headers">,
  ) =>
    problem(429, `The user has had ${limit} notifications that expect a response this hour.`, more),
  tooManyRequests: problem(429, "There are more requests a second than this API takes.", {
    retryAfterSeconds: 1,
  }),
  quotaExceeded: problem(429, "The API key's quota is used up.", { retryAfterSeconds: 3_600 }),
  /** A fault of Herald's own. */
  internalError: problem(500, "The request could not be carried out."),
  /** Something that Herald needs does not respond; nothing is lost if the call is repeated. */
  temporarilyUnavailable: problem(503, "The request could not be carried out now. Repeat it.", {
    retryAfterSeconds: 2,
  }),
  /** There were very many records: every call removes some, and the last one is a 200. */
  partlyErased: problem(503, "Not all of the user's records are removed yet. Repeat the call.", {
    retryAfterSeconds: 2,
  }),
  /** Of a status that API Gateway chooses. */
  notAccepted: { title: "Request not accepted", detail: "The request was not accepted." },
  /** Lambda throttled the function, or it ended without a response. */
  integrationFailure: problem(
    503,
    "Herald did not answer; a repeat with the same Idempotency-Key is safe.",
    { retryAfterSeconds: 5 },
  ),
  misconfiguredApi: problem(500, "The API is not set up as it should be."),
  integrationTimeout: problem(
    504,
    "Herald did not answer in time; a repeat with the same Idempotency-Key is safe.",
    { retryAfterSeconds: 5 },
  ),
} as const;

/** A problem with its status's title. */
export function problem(
  status: keyof typeof titles,
  detail: string,
  more: Pick<Problem, "type" | "errors" | "scope" | "retryAfterSeconds" | "headers"> = {},
): Problem {
  return { status, title: titles[status], detail, ...more };
}
