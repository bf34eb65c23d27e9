import type * as z from "zod/mini";
import type * as responses from "../lambdas/api/responses.ts";
import type { submissionSchema } from "../lambdas/core/submission.ts";

/** The body of `POST /v1/notifications`. */
export type Submission = Readonly<Omit<z.input<typeof submissionSchema>, "channels">> & {
  readonly channels?: readonly string[];
};
/** The body of a 202. */
export type Accepted = z.infer<typeof responses.accepted>;
/** A delivery as the API shows it. Times are ISO 8601. */
export type TrackedDelivery = z.infer<typeof responses.delivery>;
/** A notification with its deliveries. */
export type TrackedNotification = z.infer<typeof responses.notification>;
/** A page of a user's notifications, newest first. */
export type NotificationPage = z.infer<typeof responses.notificationPage>;
/** The answer to a retry. */
export type Retried = z.infer<typeof responses.retried>;
/** The answer to a cancel. */
export type Canceled = z.infer<typeof responses.canceled>;
/** The answer to an erasure. */
export type Erased = z.infer<typeof responses.erased>;
/** A user's suppressed addresses, each by its hash. */
export type Suppressions = z.infer<typeof responses.suppressions>;
/** The answer to lifting a suppression. */
export type Lifted = z.infer<typeof responses.lifted>;
/** Channels, providers and queues. */
export type ServiceStatus = z.infer<typeof responses.serviceStatus>;
/** The body of every answer that is an error (RFC 9457). */
export type Problem = z.infer<typeof responses.problem>;

/** Which notifications a list has; `from` is within, `to` is not. Times are ISO 8601. */
export interface ListQuery {
  /** 1 to 100; 25 unless given. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly channel?: string;
  readonly status?: TrackedDelivery["status"];
  readonly from?: string;
  readonly to?: string;
}

/** An answer of the API, whatever its status. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Where Herald is, and how to call it. */
export interface HeraldTarget {
  /** Ends in the stage, without a slash. */
  readonly apiUrl: string;
  readonly apiKey?: string;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Herald answered with a status that is not the one hoped for. */
export class HeraldError extends Error {
  override readonly name = "HeraldError";
  readonly status: number;
  /** Absent where the answer was no problem document. */
  readonly problem: Problem | undefined;

  constructor({ status, body }: Answer) {
    const isProblem = typeof body === "object" && body !== null && "title" in body;
    const problem = isProblem ? (body as Problem) : undefined;
    super(`Herald answered ${status}: ${problem?.detail ?? "no problem document"}`);
    this.status = status;
    this.problem = problem;
  }
}

/**
 * Calls Herald's API. Every method but `call`, `post` and `get` rejects with `HeraldError` when the
 * answer is an error; all reject with what `fetch` rejects with when there is none.
 */
export class HeraldClient {
  readonly #target: HeraldTarget;

  constructor(target: HeraldTarget) {
    this.#target = target;
  }

  /** Sends a notification. */
  async send(submission: Submission, headers: Record<string, string> = {}): Promise<Accepted> {
    return bodyOf<Accepted>(await this.post(submission, headers));
  }

  /** Looks up a notification with its deliveries. */
  async find(userId: string, id: string): Promise<TrackedNotification> {
    return bodyOf<TrackedNotification>(await this.get(pathOf(userId, id)));
  }

  /** Lists a user's notifications. */
  async list(userId: string, query: ListQuery = {}): Promise<NotificationPage> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      parameters.set(name, String(value));
    }
    return bodyOf<NotificationPage>(await this.get(`${pathOf(userId)}?${parameters}`));
  }

  /** Queues a failed delivery once more. */
  async retry(userId: string, id: string, channel: string): Promise<Retried> {
    const path = `${pathOf(userId, id)}/deliveries/${encodeURIComponent(channel)}/retry`;
    return bodyOf<Retried>(await this.call("POST", path));
  }

  /** Ends what has not been sent of a notification. */
  async cancel(userId: string, id: string): Promise<Canceled> {
    return bodyOf<Canceled>(await this.call("POST", `${pathOf(userId, id)}/cancel`));
  }

  /** Erases everything of a user. */
  async erase(userId: string): Promise<Erased> {
    return bodyOf<Erased>(await this.call("DELETE", `/v1/users/${encodeURIComponent(userId)}`));
  }

  /** Lists a user's addresses that are not written to any more. */
  async suppressions(userId: string): Promise<Suppressions> {
    return bodyOf<Suppressions>(await this.get(suppressionsOf(userId)));
  }

  /** Lets deliveries go to an address again. */
  async lift(userId: string, hash: string): Promise<Lifted> {
    const path = `${suppressionsOf(userId)}/${encodeURIComponent(hash)}`;
    return bodyOf<Lifted>(await this.call("DELETE", path));
  }

  /** Tells how channels, providers and queues are. */
  async status(): Promise<ServiceStatus> {
    return bodyOf<ServiceStatus>(await this.get("/v1/status"));
  }

  /** Posts any body to `/v1/notifications`, also a wrong one, and returns whatever the answer is. */
  async post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call("POST", "/v1/notifications", {
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  /** Gets any path below the API's URL and returns whatever the answer is. */
  async get(path: string): Promise<Answer> {
    return this.call("GET", path);
  }

  /** Calls any path below the API's URL and returns whatever the answer is. */
  async call(
    method: string,
    path: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
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

function pathOf(userId: string, id?: string): string {
  const list = `/v1/users/${encodeURIComponent(userId)}/notifications`;
  return id === undefined ? list : `${list}/${encodeURIComponent(id)}`;
}

function suppressionsOf(userId: string): string {
  return `/v1/users/${encodeURIComponent(userId)}/suppressions`;
}

function bodyOf<Body>(response: Answer): Body {
  if (response.status >= 300) {
    throw new HeraldError(response);
  }
  return response.body as Body;
}
