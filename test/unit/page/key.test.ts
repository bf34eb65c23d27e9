// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { apiUrl } from "../../../console/herald.ts";
import type { OpenPage } from "./open-page.ts";
import { apiKey, openPage, until } from "./open-page.ts";

const question = "What happened to my message?";

let page: OpenPage;

afterEach(() => page.close());

async function enter(key: string): Promise<void> {
  const input = await page.find<HTMLInputElement>("input[name=apiKey]");
  input.value = key;
  (await page.find<HTMLButtonElement>("form button.primary")).click();
}

function keptKey(): string | null {
  return sessionStorage.getItem("herald-api-key");
}

/** Where a key may turn out to be wrong: as the page opens, and later. */
const asked = ["GET /v1/caller", "GET /v1/status"];

describe("a key that is kept", () => {
  test("goes with every request, and nowhere else", async () => {
    page = openPage("#/channels");
    await page.find(".channels");
    expect(page.requests.map(({ headers }) => headers.get("x-api-key"))).toEqual(
      page.requests.map(() => apiKey),
    );
    expect(location.href).not.toContain(apiKey);
    expect(JSON.stringify({ ...localStorage })).not.toContain(apiKey);
  });

  test.each(asked.flatMap((request) => [401, 403].map((status) => ({ request, status }))))(
    "and is refused with $status by $request is dropped, and another one asked for",
    async ({ request, status }) => {
      page = openPage("#/channels");
      page.respond(request, status);
      await page.untilRead(question);
      await page.untilRead("Not accepted Herald does not take this API key.");
      expect(keptKey()).toBeNull();
    },
  );

  test("and lacks a scope stays, and the problem is shown", async () => {
    page = openPage("#/channels");
    page.respond("GET /v1/status", { ...problem(403, "Forbidden"), scope: "operate" });
    await page.untilRead("Forbidden A detail.");
    expect(keptKey()).toBe(apiKey);
    expect(page.text()).not.toContain(question);
  });

  test.each([429, 500, 503])("stays where its caller is not told but %i", async (status) => {
    page = openPage("#/channels");
    page.respond("GET /v1/caller", status);
    await page.untilRead(`${status} A title A detail.`);
    expect(keptKey()).toBe(apiKey);
  });

  test.each([429, 500, 503])("stays where the response is %i", async (status) => {
    page = openPage("#/channels");
    page.respond("GET /v1/status", status);
    await page.untilRead(`${status} A title A detail.`);
    expect(keptKey()).toBe(apiKey);
    expect(page.text()).not.toContain(question);
  });

  test("stays where Herald cannot be reached", async () => {
    page = openPage("#/channels");
    page.respond("GET /v1/status", () => Promise.reject(new TypeError("offline")));
    await page.untilRead("No response Herald could not be reached.");
    expect(keptKey()).toBe(apiKey);
  });

  test("is forgotten when the user says so", async () => {
    page = openPage("#/channels");
    await page.press("Forget key");
    await page.untilRead(question);
    expect(page.text()).not.toContain("Not accepted");
    expect(keptKey()).toBeNull();
  });
});

function problem(status: number, title: string) {
  return { type: "about:blank", title, status, detail: "A detail." };
}

describe("a key that is entered", () => {
  test("is tried, kept, and opens the view of the address", async () => {
    page = openPage("#/channels", null);
    await enter("  another-key ");
    await page.find(".channels");
    expect(keptKey()).toBe("another-key");
    expect(page.requests[0]?.headers.get("x-api-key")).toBe("another-key");
  });

  test("and is refused is not kept, and can be entered anew", async () => {
    page = openPage("#/channels", null);
    page.respond("GET /v1/caller", 403);
    await enter("wrong");
    await page.untilRead("Herald does not take this API key.");
    expect(keptKey()).toBeNull();
    expect((await page.find<HTMLButtonElement>("form button.primary")).disabled).toBe(false);
  });

  test("while Herald is unwell says that, and not that the key is wrong", async () => {
    page = openPage("#/channels", null);
    page.respond("GET /v1/caller", 503);
    await enter("right");
    await page.untilRead("503 A title");
    expect(page.text()).not.toContain("does not take");
    expect(keptKey()).toBeNull();
  });

  test("empty is none", async () => {
    page = openPage("#/channels", null);
    await enter("   ");
    expect(page.requests).toEqual([]);
  });
});

describe("other tabs", () => {
  /** What the tabs say to each other, by another one. */
  let tab: BroadcastChannel;
  let heard: unknown[];

  beforeEach(() => {
    heard = [];
    tab = new BroadcastChannel(`herald-api-key ${apiUrl}`);
    tab.onmessage = ({ data }) => heard.push(data);
  });

  afterEach(() => tab.close());

  async function enterShared(key: string): Promise<void> {
    (await page.find<HTMLInputElement>("input[name=isShared]")).checked = true;
    await enter(key);
    await page.find(".channels");
  }

  test("have a key that is shared, and no other, and it is stored in the session alone", async () => {
    page = openPage("#/channels", null);
    await enterShared("another-key");
    tab.postMessage({ kind: "ask" });
    await until(() => expect(heard).toContainEqual({ kind: "key", apiKey: "another-key" }));
    expect(JSON.stringify({ ...localStorage })).toBe("{}");
    page.close();

    heard.length = 0;
    page = openPage("#/channels");
    await page.find(".channels");
    tab.postMessage({ kind: "ask" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(heard).toEqual([]);
  });

  test("give it to a new one, which then shares it too", async () => {
    tab.onmessage = ({ data }) => {
      if (data.kind === "ask") {
        tab.postMessage({ kind: "key", apiKey: "from-elsewhere" });
      }
    };
    page = openPage("#/channels", null);
    await page.find(".channels");
    expect(keptKey()).toBe("from-elsewhere");
    expect(page.requests[0]?.headers.get("x-api-key")).toBe("from-elsewhere");
    tab.onmessage = ({ data }) => heard.push(data);
    tab.postMessage({ kind: "ask" });
    await until(() => expect(heard).toContainEqual({ kind: "key", apiKey: "from-elsewhere" }));
  });

  test("forget it with this one, and this one with them", async () => {
    page = openPage("#/channels", null);
    await enterShared("another-key");
    await page.press("Forget key");
    await until(() => expect(heard).toContainEqual({ kind: "forget" }));
    await enterShared("another-key");
    tab.postMessage({ kind: "forget" });
    await page.untilRead(question);
    expect(keptKey()).toBeNull();
  });
});
