import type { DeliveryStatus } from "../lambdas/core/delivery.ts";
import type { OutcomeKind } from "../lambdas/core/outcome.ts";

/** The body of `POST /v1/notifications`. */
export interface Submission {
  readonly userId: string;
  readonly message: string;
  readonly subject?: string;
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly pushToken?: string;
  readonly messengerId?: string;
  readonly channels?: readonly string[];
  readonly expectsResponse?: boolean;
  readonly expiresAt?: string;
}

/** The body of a 202. */
export interface Accepted {
  readonly id: string;
  readonly userId: string;
  readonly status: "accepted";
  readonly deliveries: readonly { readonly channel: string; readonly status: "queued" }[];
}

/** The body of every answer that is an error (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

/** A delivery as the tracking API shows it. Times are ISO 8601. */
export interface TrackedDelivery {
  readonly channel: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly provider?: string;
  readonly sentAt?: string;
  readonly nextAttemptAt?: string;
  readonly lastError?: string;
  readonly failureReason?: string;
  readonly possibleDuplicate?: boolean;
  /** The latest provider calls, oldest first; `ms` is how long each took. */
  readonly trail?: readonly {
    readonly provider: string;
    readonly outcome: OutcomeKind;
    readonly code?: string;
    readonly ms: number;
  }[];
}

/** A notification as the tracking API shows it. */
export interface TrackedNotification {
  readonly id: string;
  readonly userId: string;
  readonly registeredAt: string;
  readonly deliveries: readonly TrackedDelivery[];
}

/** An answer of the API. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Calls Herald's API as a caller's back-end does. */
export class HeraldClient {
  readonly #apiUrl: string;
  readonly #apiKey: string | undefined;

  constructor(target: { readonly apiUrl: string; readonly apiKey?: string }) {
    this.#apiUrl = target.apiUrl;
    this.#apiKey = target.apiKey;
  }

  /** Posts any body, also a wrong one, and returns whatever the answer is. */
  async post(body: unknown, headers: Record<string, string> = {}): Promise<Answer<unknown>> {
    return this.#call("/v1/notifications", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  /**
   * Sends a notification.
   *
   * @throws Error when the answer is not 202.
   */
  async send(submission: Submission, headers: Record<string, string> = {}): Promise<Accepted> {
    const { status, body } = await this.post(submission, headers);
    if (status !== 202) throw new Error(`Herald answered ${status}: ${JSON.stringify(body)}`);
    return body as Accepted;
  }

  /**
   * Looks up a notification with its deliveries.
   *
   * @throws Error when the answer is not 200.
   */
  async find(userId: string, id: string): Promise<TrackedNotification> {
    const { status, body } = await this.get(
      `/v1/users/${encodeURIComponent(userId)}/notifications/${id}`,
    );
    if (status !== 200) throw new Error(`Herald answered ${status}: ${JSON.stringify(body)}`);
    return body as TrackedNotification;
  }

  /** Gets any path below the API's URL and returns whatever the answer is. */
  async get(path: string): Promise<Answer<unknown>> {
    return this.#call(path, { headers: {} });
  }

  async #call(
    path: string,
    request: RequestInit & { headers: Record<string, string> },
  ): Promise<Answer<unknown>> {
    const response = await fetch(`${this.#apiUrl}${path}`, {
      ...request,
      headers: { ...request.headers, ...(this.#apiKey && { "x-api-key": this.#apiKey }) },
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }
}
