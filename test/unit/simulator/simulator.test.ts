import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ReceivedMessages } from "../../../local/simulator/received-messages.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import type { Simulator } from "../../../local/simulator/simulator.ts";
import { startSimulator } from "../../../local/simulator/simulator.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ port: 0 });
});

afterEach(() => simulator.close());

function control(provider: string, body: unknown): Promise<Response> {
  return fetch(`${simulator.url}/_control/${provider}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

function push(body: unknown = { to: "token", data: { message: "hello" } }): Promise<Response> {
  const key = localProviderSettings("http://127.0.0.1")["pushy"]?.["apiKey"];
  return fetch(`${simulator.url}/pushy/push?api_key=${key}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function read(path: string): Promise<unknown> {
  return (await fetch(`${simulator.url}${path}`)).json();
}

describe("/_webhooks", () => {
  const put = (body: unknown) =>
    fetch(`${simulator.url}/_webhooks`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  test("takes Herald's URL, and nothing that is none", async () => {
    expect((await put({ publicUrl: "http://127.0.0.1:4566/api" })).status).toBe(204);
    expect((await put({ publicUrl: "somewhere" })).status).toBe(400);
  });
});

describe("/_control", () => {
  test("may be for some recipients alone", async () => {
    await control("pushy", { behavior: "refuse-recipient", recipients: ["dead"] });
    const to = (token: string) => push({ to: token, data: { message: "hello" } });
    expect([(await to("dead")).status, (await to("alive")).status]).toEqual([400, 200]);
    expect(await read("/_received")).toMatchObject([{ recipient: "alive" }]);
  });

  test("sets one provider, shows all and sets them back", async () => {
    const set = { behavior: "rate-limit", probability: 0.5, latencyMs: 10 };
    expect((await control("pushy", set)).status).toBe(200);
    expect(await read("/_control")).toMatchObject({
      pushy: set,
      twilio: { behavior: "accept", probability: 1, latencyMs: 0 },
    });
    await fetch(`${simulator.url}/_control`, { method: "DELETE" });
    expect(await read("/_control")).toMatchObject({ pushy: { behavior: "accept" } });
  });

  test.each([
    [{ behavior: "explode" }, "behavior"],
    [{ behavior: "hang", probability: 2 }, "probability"],
    [{ behavior: "hang", latencyMs: -1 }, "latencyMs"],
    [{ behavior: "hang", delay: 1 }, "delay"],
    [{ behavior: "accept", receipt: "lost" }, "receipt"],
    [{ behavior: "accept", perSecond: 0 }, "perSecond"],
    [{ perSecond: "14" }, "perSecond"],
    ["hang", "object"],
  ])("%o is a 400 that names %s", async (body, named) => {
    const response = await control("pushy", body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(named);
  });

  test("a provider that it does not know is a 404 that lists those it does", async () => {
    const response = await control("pigeon", { behavior: "hang" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("twilio");
  });

  test("a behavior of probability 0 never applies, one of 1 always does", async () => {
    await control("pushy", { behavior: "server-error", probability: 0 });
    expect((await push()).status).toBe(200);
    await control("pushy", { behavior: "server-error" });
    expect((await push()).status).toBe(500);
  });

  test("perSecond: within a second so many are taken, and the others told that it is too fast", async () => {
    expect((await control("pushy", { perSecond: 3 })).status).toBe(200);
    const responses = await Promise.all(Array.from({ length: 8 }, () => push()));
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect(await read("/_received")).toHaveLength(3);

    await sleep(1_010);
    expect((await push()).status).toBe(200);
  });

  test("perSecond goes with every behavior, and counts only what was taken", async () => {
    await control("pushy", { behavior: "server-error", perSecond: 1 });
    expect([(await push()).status, (await push()).status]).toEqual([500, 500]);
    await control("pushy", { behavior: "accept-then-reset", perSecond: 1 });
    await expect(push()).rejects.toThrow();
    expect((await push()).status).toBe(429);
    await control("pushy", { behavior: "server-error", perSecond: 1 });
    expect((await push()).status).toBe(429);
    await control("pushy", { behavior: "accept" });
    expect((await push()).status).toBe(200);
  });

  test("latencyMs delays the answer", async () => {
    await control("pushy", { behavior: "accept", latencyMs: 120 });
    const start = performance.now();
    await push();
    expect(performance.now() - start).toBeGreaterThan(110);
  });
});

describe("/_received", () => {
  test("lists what a provider took, until emptied", async () => {
    const { id } = (await (await push()).json()) as { id: string };
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(await read("/_received")).toEqual([
      { provider: "pushy", at, recipient: "token", text: "hello", providerMessageId: id },
    ]);
    await fetch(`${simulator.url}/_received`, { method: "DELETE" });
    expect(await read("/_received")).toEqual([]);
  });

  test("keeps the newest messages only", () => {
    const received = new ReceivedMessages(2);
    for (const text of ["a", "b", "c"]) {
      received.add({ provider: "pushy", at: "", recipient: "", text, providerMessageId: "" });
    }
    expect(received.all().map(({ text }) => text)).toEqual(["b", "c"]);
  });
});

test("close ends calls that hang", async () => {
  await control("pushy", { behavior: "hang" });
  const hanging = push().catch(() => "gone");
  await new Promise((resolve) => setTimeout(resolve, 100));
  const start = performance.now();
  await simulator.close();
  expect(await hanging).toBe("gone");
  expect(performance.now() - start).toBeLessThan(1_000);
});

test("a port that is taken is an error", async () => {
  const port = Number(new URL(simulator.url).port);
  await expect(startSimulator({ port })).rejects.toThrow("EADDRINUSE");
});

test("without an emulator an AWS provider is unavailable", async () => {
  const body = new URLSearchParams({
    Action: "Publish",
    PhoneNumber: "+48600100200",
    Message: "m",
  });
  const headers = { authorization: "AWS4-HMAC-SHA256 Credential=test" };
  const response = await fetch(`${simulator.url}/sns/`, { method: "POST", headers, body });
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("<Code>ServiceUnavailable</Code>");
});

test.each([
  ["twilio/2010-04-01/Accounts/AC1/Messages.json", 401],
  ["sendgrid/v3/mail/send", 401],
  ["pushy/push", 401],
  ["messenger/v24.0/me/messages", 400],
  ["ses/", 403],
  ["sns/", 403],
])("%s without credentials is %i", async (path, status) => {
  const response = await fetch(`${simulator.url}/${path}`, { method: "POST", body: "{}" });
  expect(response.status).toBe(status);
});

test.each([
  [{ data: { message: "m" } }, 400, "NO_RECIPIENTS"],
  [{ to: "token" }, 400, "INVALID_PARAM"],
  [{ to: "token", data: { message: "x".repeat(5_000) } }, 413, "PAYLOAD_LIMIT_EXCEEDED"],
  [{ to: "token", data: {}, time_to_live: 0 }, 400, "INVALID_PARAM"],
])("pushy: a wrong request is answered as Pushy does (%#)", async (body, status, code) => {
  const response = await push(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code });
  expect(await read("/_received")).toEqual([]);
});
