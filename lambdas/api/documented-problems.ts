import type { Problem } from "./problems.ts";
import { maxBodyBytes, problems } from "./problems.ts";

/** The statuses that the document has a problem document for. */
export type ProblemStatus = keyof typeof documentedProblems;

/** What the document says of a status, with a problem that has it. */
export interface DocumentedProblem {
  readonly description: string;
  readonly example: Problem;
}

/** Each documented status: what it means, and one problem of the kind. */
export const documentedProblems = {
  400: {
    description: "The request is wrong; `errors` names each failing field.",
    example: {
      ...problems.invalidRequest([
        { field: "phoneNumber", detail: "must be an E.164 number such as +48600100200" },
      ]),
      detail: "phoneNumber must be an E.164 number such as +48600100200",
    },
  },
  403: {
    description:
      "The request does not prove who is calling; or the caller lacks the scope that it needs, which `scope` names.",
    example: problems.missingScope("send"),
  },
  404: {
    description: "There is nothing of the kind, or not any more.",
    example: problems.notFound,
  },
  409: {
    description: "The request does not go with how things are now.",
    example: problems.notFailed("sent"),
  },
  410: {
    description: "The Idempotency-Key stands for a notification that was erased with its user.",
    example: problems.erased,
  },
  413: {
    description: "The body is too large.",
    example: problems.tooLarge(maxBodyBytes),
  },
  415: {
    description: "The body is not JSON by its own word.",
    example: problems.unsupportedMediaType,
  },
  422: {
    description: "The Idempotency-Key stands for a request with another body.",
    example: problems.keyReused,
  },
  429: {
    description:
      "There are too many requests, the user has had the hour's notifications, or a limit has no room left, which `type` names: `urn:herald:limit:address-hour`, `urn:herald:limit:address-day` or `urn:herald:limit:channel-day`.",
    example: problems.throttled(300, { retryAfterSeconds: 60 }),
  },
  500: {
    description: "A fault of Herald's own.",
    example: problems.internalError,
  },
  503: {
    description: "Something that Herald needs does not answer. Nothing is lost: repeat the call.",
    example: problems.temporarilyUnavailable,
  },
  504: {
    description: "Herald did not answer in time. Nothing is lost: repeat the call.",
    example: problems.integrationTimeout,
  },
} as const satisfies Readonly<Record<number, DocumentedProblem>>;
