import { routes } from "../lambdas/api/routes.ts";
import type { Calls, DryRun, Problem } from "./api-types.ts";

export type { Calls, DryRun, Problem, TrackedDelivery } from "./api-types.ts";

/** The name of an operation of the API. */
export type OperationId = keyof Calls;
/** The body of an operation's response when that is no error. Times are ISO 8601. */
export type ResponseBodyOf<Id extends OperationId> = Calls[Id]["response"];
/** The body of `sendNotification`. */
export type Submission = Calls["sendNotification"]["content"][0]["body"];
/** The body of a 202. */
export type Accepted = ResponseBodyOf<"sendNotification">;
/** A notification with its deliveries. */
export type TrackedNotification = ResponseBodyOf<"findNotification">;
/** A page of a user's notifications, newest first. */
export type NotificationPage = ResponseBodyOf<"listNotifications">;
/** Channels, providers and queues. */
export type ServiceStatus = ResponseBodyOf<"readStatus">;
/** The templates that are in force. */
export type TemplateList = ResponseBodyOf<"listTemplates">;
/** A user's suppressed addresses. */
export type Suppressions = ResponseBodyOf<"listSuppressions">;
/** Which categories and channels a user has on (`true`) and off. */
export type Preferences = ResponseBodyOf<"readPreferences">;
/** Categories and channels to turn on and off. */
export type PreferenceChanges = Calls["changePreferences"]["content"][0]["body"];
/** How much was erased of a user. */
export type Erased = ResponseBodyOf<"eraseUser">;
/** Who calls, and which scopes it has. */
export type CallerIdentity = ResponseBodyOf<"readCaller">;

/** Which notifications a list has; `from` is within, `to` is not. Times are ISO 8601. */
export type ListQuery = Omit<Calls["listNotifications"]["parameters"], "userId">;

/** Which page of a user's records. */
export type ExportQuery = Omit<Calls["exportUser"]["parameters"], "userId">;

/** A response of the API, whatever its status. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Where Herald is, and how to call it. */
export interface HeraldTarget {
  /** Ends in the stage, without a slash. */
  readonly apiUrl: string;
  readonly apiKey?: string;
  /** Takes the place of the global `fetch`; `signedFetch` signs requests, for IAM authentication. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Herald responded with a status that is not the one hoped for. */
export class HeraldError extends Error {
  override readonly name = "HeraldError";
  readonly status: number;
  /** Absent where the response was no problem document. */
  readonly problem: Problem | undefined;

  constructor({ status, body }: ApiResponse) {
    const isProblem = typeof body === "object" && body !== null && "title" in body;
    const problem = isProblem ? (body as Problem) : undefined;
    super(`Herald answered ${status}: ${problem?.detail ?? "no problem document"}`);
    this.status = status;
    this.problem = problem;
  }
}

/**
 * Calls Herald's API. Every method but `request`, `post` and `get` rejects with `HeraldError` when
 * the response is an error; all reject with what `fetch` rejects with when there is none.
 */
export class HeraldClient {
  readonly #target: HeraldTarget;

  constructor(target: HeraldTarget) {
    this.#target = target;
  }

  /** Sends a notification. */
  send(body: Submission, headers: { "Idempotency-Key"?: string } = {}): Promise<Accepted> {
    return this.call("sendNotification", {}, { body, headers });
  }

  /** Says what a notification would come to, and stores and sends nothing. */
  async dryRun(body: Submission): Promise<DryRun> {
    const response: unknown = await this.call("sendNotification", { dryRun: "true" }, { body });
    return response as DryRun;
  }

  /** Lists the templates that are in force. */
  templates() {
    return this.call("listTemplates", {});
  }

  /** Looks up a notification with its deliveries. */
  find(userId: string, notificationId: string) {
    return this.call("findNotification", { userId, notificationId });
  }

  /** Lists a user's notifications. */
  list(userId: string, query: ListQuery = {}) {
    return this.call("listNotifications", { userId, ...query });
  }

  /** Queues a failed delivery once more. */
  retry(userId: string, notificationId: string, channel: string) {
    return this.call("retryDelivery", { userId, notificationId, channel });
  }

  /** Ends what has not been sent of a notification. */
  cancel(userId: string, notificationId: string) {
    return this.call("cancelNotification", { userId, notificationId });
  }

  /** Erases everything of a user. */
  erase(userId: string) {
    return this.call("eraseUser", { userId });
  }

  /** Gets a page of all that is kept of a user. */
  export(userId: string, query: ExportQuery = {}) {
    return this.call("exportUser", { userId, ...query });
  }

  /** Lists a user's addresses that are not written to any more. */
  suppressions(userId: string) {
    return this.call("listSuppressions", { userId });
  }

  /** Lets deliveries go to an address again. */
  lift(userId: string, hash: string) {
    return this.call("liftSuppression", { userId, hash });
  }

  /** Tells which categories and channels a user has on and off. */
  preferences(userId: string) {
    return this.call("readPreferences", { userId });
  }

  /** Turns categories and channels of a user's on and off; others stay as they are. */
  changePreferences(userId: string, changes: PreferenceChanges) {
    return this.call("changePreferences", { userId }, { body: changes });
  }

  /** Tells how channels, providers and queues are. */
  status() {
    return this.call("readStatus", {});
  }

  /** Tells who calls, and which scopes it has. */
  caller() {
    return this.call("readCaller", {});
  }

  /** Carries out an operation of the API. */
  async call<Id extends OperationId>(
    id: Id,
    parameters: Calls[Id]["parameters"],
    ...[content]: Calls[Id]["content"]
  ): Promise<ResponseBodyOf<Id>> {
    const { method, path } = routes[id];
    const { headers = {}, ...rest } = (content ?? {}) as RawContent;
    const response = await this.request(method, filled(path, parameters), {
      ...("body" in rest ? jsonContent(rest.body, headers) : { headers }),
    });
    if (response.status >= 300) {
      throw new HeraldError(response);
    }
    return response.body as ResponseBodyOf<Id>;
  }

  /** Posts any body as a notification, also a wrong one, and returns whatever the response is. */
  post(body: unknown, headers: Record<string, string> = {}): Promise<ApiResponse> {
    const { method, path } = routes.sendNotification;
    return this.request(method, path, jsonContent(body, headers));
  }

  /** Gets any path below the API's URL and returns whatever the response is. */
  get(path: string): Promise<ApiResponse> {
    return this.request("GET", path);
  }

  /** Calls any path below the API's URL and returns whatever the response is. */
  async request(
    method: string,
    path: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<ApiResponse> {
    const { apiUrl, apiKey, fetch: send = fetch } = this.#target;
    const request = new Request(`${apiUrl}${path}`, {
      method,
      headers: { ...headers, ...(apiKey !== undefined && { "x-api-key": apiKey }) },
      ...(body !== undefined && { body }),
    });
    const response = await send(request);
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }
}

interface RawContent {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

function jsonContent(body: unknown, headers: Record<string, string>) {
  return {
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

/** The path with its parameters put in; the others go into the query. */
function filled(path: string, parameters: Readonly<Record<string, string | number>>): string {
  const query = new URLSearchParams();
  let whole = path;
  for (const [name, value] of Object.entries(parameters)) {
    if (path.includes(`{${name}}`)) {
      whole = whole.replace(`{${name}}`, encodeURIComponent(value));
    } else {
      query.set(name, String(value));
    }
  }
  return query.size > 0 ? `${whole}?${query}` : whole;
}
