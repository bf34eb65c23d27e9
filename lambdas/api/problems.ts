/** The statuses that answers with a problem document have. */
export type ProblemStatus = 400 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503 | 504;

/** What the document says of an answer with a problem document. */
export interface DocumentedProblem {
  readonly description: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
  readonly retryAfter?: string;
}

/** Each status's meaning and an example. */
export const problems: Readonly<Record<ProblemStatus, DocumentedProblem>> = {
  400: {
    description: "The request is wrong; `errors` names each failing field.",
    title: "Bad Request",
    detail: "phoneNumber must be an E.164 number such as +48600100200",
    errors: [{ field: "phoneNumber", detail: "must be an E.164 number such as +48600100200" }],
  },
  403: {
    description: "The request does not prove who is calling.",
    title: "Forbidden",
    detail: "The header x-api-key is missing, or its key is not valid.",
  },
  404: {
    description: "There is nothing of the kind, or not any more.",
    title: "Not Found",
    detail: "There is no such notification.",
  },
  409: {
    description: "The request does not go with how things are now.",
    title: "Conflict",
    detail: "Only a failed delivery can be retried; this one is sent.",
  },
  413: {
    description: "The body is too large.",
    title: "Content Too Large",
    detail: "The body may have at most 65536 bytes.",
    errors: [{ field: "body", detail: "must have at most 65536 bytes" }],
  },
  415: {
    description: "The body is not JSON by its own word.",
    title: "Unsupported Media Type",
    detail: "The Content-Type must be application/json.",
    errors: [{ field: "Content-Type", detail: "must be application/json" }],
  },
  422: {
    description: "The Idempotency-Key stands for a request with another body.",
    title: "Unprocessable Content",
    detail: "The Idempotency-Key stands for a request with another body.",
    errors: [{ field: "Idempotency-Key", detail: "stands for a request with another body" }],
  },
  429: {
    description: "There are too many requests, or the user has had the hour's notifications.",
    title: "Too Many Requests",
    detail: "The user has had 300 notifications that expect a response this hour.",
    retryAfter: "After this many seconds.",
  },
  500: {
    description: "A fault of Herald's own.",
    title: "Internal Server Error",
    detail: "The request could not be carried out.",
  },
  503: {
    description: "Something that Herald needs does not answer. Nothing is lost: repeat the call.",
    title: "Service Unavailable",
    detail: "The request could not be carried out now. Repeat it.",
    retryAfter: "After this many seconds.",
  },
  504: {
    description: "Herald did not answer in time. Nothing is lost: repeat the call.",
    title: "Gateway Timeout",
    detail: "Herald did not answer in time; a repeat with the same Idempotency-Key is safe.",
    retryAfter: "After this many seconds.",
  },
};
