import type { SchemaName } from "./descriptions.ts";
import type { ParameterName } from "./parameters.ts";
import { parameters } from "./parameters.ts";
import type { ProblemStatus } from "./problems.ts";

/** One thing that the API does. */
export interface ApiOperation {
  readonly method: "get" | "post" | "delete";
  /** As API Gateway has it: `/v1/users/{userId}`. */
  readonly path: string;
  /** Its name in the document, which links go by. */
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly ParameterName[];
  readonly body?: SchemaName;
  readonly response: {
    readonly status: 200 | 202;
    readonly schema: SchemaName;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Beside those that every operation has. */
  readonly problems: readonly ProblemStatus[];
}

/** Answers that any operation may give. */
export const commonProblems: readonly ProblemStatus[] = [403, 429, 500, 503, 504];

const notification = "/v1/users/{userId}/notifications/{notificationId}";

/** Every operation, in the order in which a reader needs them. */
export const operations: readonly ApiOperation[] = [
  {
    method: "post",
    path: "/v1/notifications",
    id: "sendNotification",
    summary: "Send a notification",
    description:
      "Stores the notification and queues it once per channel. Repeating a call with the same Idempotency-Key is safe: it stands for one notification for 24 hours.",
    parameters: ["Idempotency-Key"],
    body: "Submission",
    response: {
      status: 202,
      schema: "Accepted",
      headers: {
        Location: "Where the notification can be looked up, relative to this request.",
        "Idempotency-Replayed": "`true` when the key stood for this notification already.",
        RateLimit: "What is left of the user's hour, for notifications that expect a response.",
        "RateLimit-Policy": "The hourly limit.",
      },
    },
    problems: [400, 409, 413, 415, 422],
  },
  {
    method: "get",
    path: "/v1/users/{userId}/notifications",
    id: "listNotifications",
    summary: "List a user's notifications",
    description:
      "Newest first. A filter that fits little may end with a page that is not full, or empty, and a cursor to go on from.",
    parameters: ["userId", "limit", "cursor", "filterChannel", "status", "from", "to"],
    response: { status: 200, schema: "NotificationPage" },
    problems: [400],
  },
  {
    method: "get",
    path: notification,
    id: "findNotification",
    summary: "Look up a notification",
    description: "The notification with its deliveries and the trail of each.",
    parameters: ["userId", "notificationId"],
    response: { status: 200, schema: "Notification" },
    problems: [400, 404],
  },
  {
    method: "post",
    path: `${notification}/deliveries/{channel}/retry`,
    id: "retryDelivery",
    summary: "Retry a failed delivery",
    description:
      "Queues it for a new round of attempts, for whatever reason it failed. Repeating the call is safe.",
    parameters: ["userId", "notificationId", "channel"],
    response: { status: 202, schema: "Retried" },
    problems: [400, 404, 409],
  },
  {
    method: "post",
    path: `${notification}/cancel`,
    id: "cancelNotification",
    summary: "Cancel what has not been sent",
    description:
      "Deliveries that are queued or between attempts end as failed (canceled); others are left as they are.",
    parameters: ["userId", "notificationId"],
    response: { status: 200, schema: "Canceled" },
    problems: [400, 404],
  },
  {
    method: "delete",
    path: "/v1/users/{userId}",
    id: "eraseUser",
    summary: "Erase a user",
    description:
      "Removes every record of the user; what is still queued is dropped when it is received. With very many records a call may answer 503: repeat it.",
    parameters: ["userId"],
    response: { status: 200, schema: "Erased" },
    problems: [400],
  },
  {
    method: "get",
    path: "/v1/users/{userId}/suppressions",
    id: "listSuppressions",
    summary: "List a user's suppressed addresses",
    description:
      "Addresses that a provider said are never to be written to again, each by its hash: no delivery goes to them.",
    parameters: ["userId"],
    response: { status: 200, schema: "Suppressions" },
    problems: [400],
  },
  {
    method: "delete",
    path: "/v1/users/{userId}/suppressions/{hash}",
    id: "liftSuppression",
    summary: "Lift a suppression",
    description: "Deliveries go to the address again, until a provider refuses it again.",
    parameters: ["userId", "hash"],
    response: { status: 200, schema: "Lifted" },
    problems: [400, 404],
  },
  {
    method: "get",
    path: "/v1/status",
    id: "readStatus",
    summary: "See how channels and providers are",
    description: "The counts are SQS's own, about a minute old.",
    parameters: [],
    response: { status: 200, schema: "ServiceStatus" },
    problems: [],
  },
];

/** The statuses that an operation may answer with. */
export function statusesOf({ response, problems }: ApiOperation): readonly number[] {
  return [response.status, ...problems, ...commonProblems].sort((a, b) => a - b);
}

/** Where a parameter of that name stands in a path, a query or a header. */
export function parametersOf({ parameters: names }: ApiOperation) {
  return names.map((name) => parameters[name]);
}
