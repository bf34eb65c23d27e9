import type { Scope } from "../core/caller.ts";
import { unsubscribePath } from "../runtime/unsubscribe-path.ts";
import type { ProblemStatus } from "./documented-problems.ts";
import type { ParameterName } from "./parameters.ts";
import type { SchemaName } from "./schemas.ts";

/** Where a route is, and who serves it to whom. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** As API Gateway has it: `/v1/users/{userId}`. */
  readonly path: string;
  /** The folder of the function in `lambdas/functions/`. */
  readonly function: "intake" | "tracking" | "operations" | "pages";
  /** The scope that a caller needs. `any`: none, but to be a caller. `open`: anybody may use it. */
  readonly access: Scope | "any" | "open";
  /** What a caller's route takes in path, query and headers. */
  readonly parameters?: readonly ParameterName[];
  /** The only authentication that it is there with; without it, with each. */
  readonly authentication?: Authentication;
}

/** A response that is no problem. */
export interface OperationResponse {
  readonly status: 200 | 202;
  readonly schema: SchemaName;
  /** Each header with its description. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a caller's route takes beside its parameters and gives, as the document says it. */
export interface Operation {
  /** A generated client has a class or module for each. */
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description: string;
  readonly body?: SchemaName;
  readonly response: OperationResponse;
  /** Where a parameter asks for another kind of response. */
  readonly otherResponse?: OperationResponse;
  /** Beside `commonProblems`. */
  readonly problems: readonly ProblemStatus[];
}

/**
 * Every route but the providers' callbacks, by its id, which is the operation's in the document.
 *
 * It is apart from `operations` because the console's page and the functions have it in their bundles.
 */
export const routes = {
  sendNotification: {
    method: "POST",
    path: "/v1/notifications",
    function: "intake",
    access: "send",
    parameters: ["Idempotency-Key", "traceparent", "dryRun"],
  },
  listTemplates: {
    method: "GET",
    path: "/v1/templates",
    function: "intake",
    access: "send",
    parameters: [],
  },
  listNotifications: {
    method: "GET",
    path: "/v1/users/{userId}/notifications",
    function: "tracking",
    access: "read",
    parameters: ["userId", "limit", "cursor", "filterChannel", "status", "from", "to"],
  },
  findNotification: {
    method: "GET",
    path: "/v1/users/{userId}/notifications/{notificationId}",
    function: "tracking",
    access: "read",
    parameters: ["userId", "notificationId"],
  },
  retryDelivery: {
    method: "POST",
    path: "/v1/users/{userId}/notifications/{notificationId}/deliveries/{channel}/retry",
    function: "operations",
    access: "change",
    parameters: ["userId", "notificationId", "channel"],
  },
  cancelNotification: {
    method: "POST",
    path: "/v1/users/{userId}/notifications/{notificationId}/cancel",
    function: "operations",
    access: "change",
    parameters: ["userId", "notificationId"],
  },
  eraseUser: {
    method: "DELETE",
    path: "/v1/users/{userId}",
    function: "operations",
    access: "erase",
    parameters: ["userId"],
  },
  exportUser: {
    method: "GET",
    path: "/v1/users/{userId}/export",
    function: "tracking",
    access: "read",
    parameters: ["userId", "recordLimit", "recordCursor"],
  },
  listSuppressions: {
    method: "GET",
    path: "/v1/users/{userId}/suppressions",
    function: "operations",
    access: "operate",
    parameters: ["userId"],
  },
  liftSuppression: {
    method: "DELETE",
    path: "/v1/users/{userId}/suppressions/{hash}",
    function: "operations",
    access: "operate",
    parameters: ["userId", "hash"],
  },
  readPreferences: {
    method: "GET",
    path: "/v1/users/{userId}/preferences",
    function: "operations",
    access: "read",
    parameters: ["userId"],
  },
  changePreferences: {
    method: "PUT",
    path: "/v1/users/{userId}/preferences",
    function: "operations",
    access: "change",
    parameters: ["userId"],
  },
  readStatus: {
    method: "GET",
    path: "/v1/status",
    function: "operations",
    access: "operate",
    parameters: [],
  },
  readCaller: {
    method: "GET",
    path: "/v1/caller",
    function: "tracking",
    access: "any",
    parameters: [],
  },
  // Who opens a mail's link has no key: the token in it is the proof.
  showUnsubscribe: { method: "GET", path: unsubscribePath, function: "pages", access: "open" },
  unsubscribe: { method: "POST", path: unsubscribePath, function: "pages", access: "open" },
  // A browser that opens a page sends no key; the pages hold nothing of anybody.
  showDocument: { method: "GET", path: "/docs", function: "pages", access: "open" },
  readJsonDocument: { method: "GET", path: "/openapi.json", function: "pages", access: "open" },
  readYamlDocument: { method: "GET", path: "/openapi.yaml", function: "pages", access: "open" },
  // A page in a browser cannot sign its calls.
  showConsole: {
    method: "GET",
    path: "/console",
    function: "pages",
    access: "open",
    authentication: "api-key",
  },
  readConsoleFile: {
    method: "GET",
    path: "/console/{asset+}",
    function: "pages",
    access: "open",
    authentication: "api-key",
  },
} as const satisfies Record<string, Route>;

/** The id of a route. */
export type RouteId = keyof typeof routes;

/** The id of a route that only callers may use; the document has these. */
export type OperationId = {
  [Id in RouteId]: (typeof routes)[Id]["access"] extends "open" ? never : Id;
}[RouteId];

/** How callers prove who they are. */
export type Authentication = "api-key" | "iam";

/** The routes that are there with one way of authentication. */
export function routesWith(authentication: Authentication): readonly Route[] {
  return Object.values<Route>(routes).filter(
    ({ authentication: only = authentication }) => only === authentication,
  );
}

/** Problems that any operation may respond with. */
export const commonProblems: readonly ProblemStatus[] = [403, 429, 500, 503, 504];

/** What operations are about, each with what the document says of it. */
export const tags = {
  notifications: "What is sent to users, and what became of it.",
  deliveries: "A notification on one channel.",
  users: "All that is kept of a user.",
  suppressions: "Addresses that are not written to any more.",
  preferences: "What a user wants, and on which channels.",
  service: "The service itself, and its callers.",
} as const;

/** Every caller's route, in the order in which a reader needs them. */
export const operations = {
  sendNotification: {
    tag: "notifications",
    summary: "Send a notification",
    description:
      "Stores the notification and queues it once per channel. Repeating a call with the same Idempotency-Key is safe: it stands for one notification for 24 hours. If the user was erased meanwhile, the response is 410, and nothing is stored or sent.",
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
    otherResponse: { status: 200, schema: "DryRun" },
    problems: [400, 409, 410, 413, 415, 422],
  },
  listTemplates: {
    tag: "notifications",
    summary: "List the templates",
    description:
      "The templates that are in force, each with its languages, what it has words for, and the schema of its data. A dry run of a notification shows what one says.",
    response: { status: 200, schema: "TemplateList" },
    problems: [],
  },
  listNotifications: {
    tag: "notifications",
    summary: "List a user's notifications",
    description:
      "Newest first. A filter that fits little may end with a page that is not full, or empty, and a cursor to go on from.",
    response: { status: 200, schema: "NotificationPage" },
    problems: [400],
  },
  findNotification: {
    tag: "notifications",
    summary: "Look up a notification",
    description: "The notification with its deliveries and the trail of each.",
    response: { status: 200, schema: "Notification" },
    problems: [400, 404],
  },
  retryDelivery: {
    tag: "deliveries",
    summary: "Retry a failed delivery",
    description:
      "Queues it for a new round of attempts, for whatever reason it failed. Repeating the call is safe.",
    response: { status: 202, schema: "Retried" },
    problems: [400, 404, 409],
  },
  cancelNotification: {
    tag: "notifications",
    summary: "Cancel what has not been sent",
    description:
      "Deliveries that are queued or between attempts end as failed (canceled); others are left as they are.",
    response: { status: 200, schema: "Canceled" },
    problems: [400, 404],
  },
  eraseUser: {
    tag: "users",
    summary: "Erase a user",
    description:
      "Removes every record of the user; what is still queued is dropped when it is received, and no repeat of an earlier call brings it back. For 25 hours a mark that does not name the user says so. Takes some seconds; with very many records a call may answer 503: repeat it.",
    response: { status: 200, schema: "Erased" },
    problems: [400],
  },
  exportUser: {
    tag: "users",
    summary: "Export a user",
    description:
      "All that is kept of the user, as it is kept, record by record: what an erasure removes. Changes nothing.",
    response: { status: 200, schema: "UserExport" },
    problems: [400],
  },
  listSuppressions: {
    tag: "suppressions",
    summary: "List a user's suppressed addresses",
    description:
      "Addresses that a provider said are never to be written to again, each by its hash: no delivery goes to them.",
    response: { status: 200, schema: "Suppressions" },
    problems: [400],
  },
  liftSuppression: {
    tag: "suppressions",
    summary: "Lift a suppression",
    description: "Deliveries go to the address again, until a provider refuses it again.",
    response: { status: 200, schema: "Lifted" },
    problems: [400, 404],
  },
  readPreferences: {
    tag: "preferences",
    summary: "See what a user wants",
    description:
      "The categories and channels that the user or a caller has turned on or off. What is not there is on.",
    response: { status: 200, schema: "Preferences" },
    problems: [400],
  },
  changePreferences: {
    tag: "preferences",
    summary: "Turn a user's categories and channels on and off",
    description:
      "What the body does not name stays as it is. Deliveries that begin after it end as failed (unsubscribed) where their notification's category or their channel is off. Repeating the call is safe.",
    body: "PreferenceChanges",
    response: { status: 200, schema: "Preferences" },
    problems: [400, 413, 415],
  },
  readStatus: {
    tag: "service",
    summary: "See how channels and providers are",
    description: "The counts are SQS's own, about a minute old.",
    response: { status: 200, schema: "ServiceStatus" },
    problems: [],
  },
  readCaller: {
    tag: "service",
    summary: "See who is calling",
    description: "The caller that the request's key or signature stands for, and what it may do.",
    response: { status: 200, schema: "Caller" },
    problems: [],
  },
} as const satisfies Record<OperationId, Operation>;
