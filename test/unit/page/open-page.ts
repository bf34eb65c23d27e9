import { h, render } from "preact";
import { vi } from "vitest";
import type { TrackedDelivery, TrackedNotification } from "../../../client/herald-client.ts";
import { App } from "../../../console/app.tsx";
import { apiUrl } from "../../../console/herald.ts";
import { scopes } from "../../../lambdas/core/caller.ts";

/** Waits until what is expected holds; the page has time for it on a busy machine too. */
export function until<Found>(expected: () => Found): Promise<Found> {
  return vi.waitFor(expected, { timeout: 15_000 });
}

/** A request that the page made. */
export interface PageRequest {
  readonly method: string;
  /** Path and query, below the API's URL. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What a request is responded to with: a body as 200, or a status with its problem. */
export type PageResponse = object | number;

/** The page in a document, with an API that responds as a test says. */
export interface OpenPage {
  readonly requests: PageRequest[];
  /** How many of them have been responded to, and the page has seen it. */
  readonly responded: number;
  /** The requests of a method for paths that begin so. */
  requestsOf(method: string, path: string): PageRequest[];
  /** Responds to requests whose method and path begin so, e.g. `GET /v1/status`. */
  respond(
    start: string,
    response: PageResponse | (() => PageResponse | Promise<PageResponse>),
  ): void;
  /** Everything that can be read. */
  text(): string;
  /** The element of a selector, once it is there. */
  find<Kind extends Element = HTMLElement>(selector: string): Promise<Kind>;
  /** Presses the button or link of this name, once it is there. */
  press(name: string): Promise<void>;
  /** Waits until this can be read. */
  untilRead(text: string): Promise<void>;
  close(): void;
}

/** The key that the page has from the start. */
export const apiKey = "a-key";

/**
 * Its key may do everything, unless a test responds to `GET /v1/caller` before it is asked for.
 *
 * @param hash the route.
 * @param key the API key that the session has kept, if it has.
 */
export function openPage(hash: string, key: string | null = apiKey): OpenPage {
  sessionStorage.clear();
  if (key !== null) {
    sessionStorage.setItem("herald-api-key", key);
  }
  location.hash = hash;
  const requests: PageRequest[] = [];
  let responded = 0;
  const responses = new Map<string, PageResponse | (() => PageResponse | Promise<PageResponse>)>([
    ["GET /v1/status", { channels: [] }],
    ["GET /v1/caller", { caller: "default", scopes }],
  ]);
  vi.stubGlobal("fetch", async (request: Request) => {
    const { method, headers } = request;
    const path = request.url.slice(apiUrl.length);
    const body = await request.text();
    requests.push({ method, path, headers, body: body === "" ? undefined : JSON.parse(body) });
    const starts = [...responses.keys()].filter((start) => `${method} ${path}`.startsWith(start));
    const response = responses.get(starts.at(-1) ?? "") ?? 404;
    const made = responseOf(typeof response === "function" ? await response() : response);
    // After the page, which goes on in microtasks.
    setTimeout(() => {
      responded += 1;
    });
    return made;
  });
  const root = document.body.appendChild(document.createElement("div"));
  render(h(App, null), root);
  const text = () => root.textContent ?? "";
  const find = <Kind extends Element>(selector: string) =>
    until(() => {
      const element = root.querySelector<Kind>(selector);
      if (element === null) {
        throw new Error(`there is no ${selector} in: ${text()}`);
      }
      return element;
    });
  return {
    requests,
    get responded() {
      return responded;
    },
    requestsOf: (method, path) =>
      requests.filter((each) => each.method === method && each.path.startsWith(path)),
    respond: (start, response) => {
      responses.delete(start);
      responses.set(start, response);
    },
    text,
    find,
    press: async (name) => {
      const element = await until(() => {
        const all = [...root.querySelectorAll<HTMLElement>("button, a")];
        const found = all.find((each) => each.textContent?.trim() === name);
        if (found === undefined) {
          throw new Error(`there is no "${name}" in: ${text()}`);
        }
        return found;
      });
      element.click();
    },
    untilRead: (wanted) =>
      until(() => {
        if (!text().includes(wanted)) {
          throw new Error(`there is no "${wanted}" in: ${text()}`);
        }
      }),
    close: () => {
      render(null, root);
      root.remove();
      vi.unstubAllGlobals();
    },
  };
}

function responseOf(response: PageResponse): Response {
  if (typeof response === "number") {
    const problem = {
      type: "about:blank",
      title: "A title",
      status: response,
      detail: "A detail.",
    };
    return Response.json(problem, { status: response });
  }
  if ("status" in response && "title" in response) {
    return Response.json(response, { status: Number(response.status) });
  }
  return Response.json(response);
}

/** A notification on `sms`, as the API shows it. */
export function shownNotification(
  id: string,
  changes: Partial<TrackedNotification> = {},
  delivery: Partial<TrackedDelivery> = {},
): TrackedNotification {
  const registeredAt = "2026-11-23T15:20:00.000Z";
  return {
    id,
    userId: "u-42",
    message: `Message ${id}`,
    channels: ["sms"],
    expectsResponse: false,
    registeredAt,
    deliveries: [{ channel: "sms", status: "sent", attempts: 1, trail: [], ...delivery }],
    ...changes,
  };
}
