import { describe, expect, test } from "vitest";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { Outcome } from "../../../lambdas/core/outcome.ts";
import type { ListedProvider } from "../../../lambdas/core/ports/configuration.ts";
import type { FailoverOptions, FailoverResult } from "../../../lambdas/core/send-with-failover.ts";
import { sendWithFailover } from "../../../lambdas/core/send-with-failover.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import type { ScriptedResponse } from "../../support/in-memory/providers.ts";
import {
  misconfigured,
  refused,
  scriptedProvider,
  throttled,
  unavailable,
  unknown,
} from "../../support/in-memory/providers.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const notification: Notification = {
  id: "01KAS0000000000000000000ID",
  userId: "u-42",
  message: "Your order is ready",
  subject: "Order 1007",
  addresses: { phoneNumber: "+48600100200" },
  channels: ["sms"],
  expectsResponse: false,
  registeredAt: new Date("2026-11-23T15:19:00Z"),
};

function failover(
  providers: readonly ListedProvider[],
  options: Partial<FailoverOptions> = {},
  of: Notification = notification,
  records = new InMemoryHealth(),
) {
  const time = new VirtualTime();
  const health = healthOver(records, time);
  return sendWithFailover({ clock: time, timer: time, health }, providers, of, "sms", {
    afterUnknown: "resend",
    until: new Date(time.now().getTime() + 27_000),
    isSuppressed: () => false,
    ...options,
  });
}

test("no provider is called after one that accepts", async () => {
  const providers = [scriptedProvider("one"), scriptedProvider("two")];
  expect(await failover(providers)).toMatchObject({
    accepted: { provider: "one", providerMessageId: "one-message" },
    calls: [{ provider: "one", outcome: "accepted" }],
  });
  expect((await failover(providers)).calls[0]).not.toHaveProperty("code");
  expect(providers[1]?.received).toEqual([]);
});

test("a provider gets its one address, the content and the delivery's ids", async () => {
  const provider = scriptedProvider("one");
  await failover([provider]);
  expect(provider.received).toEqual([
    {
      to: "+48600100200",
      text: "Your order is ready",
      subject: "Order 1007",
      userId: "u-42",
      notificationId: "01KAS0000000000000000000ID",
      channel: "sms",
      account: "one",
    },
  ]);
});

describe("an outcome of the first provider", () => {
  test.each<[string, ScriptedResponse, { called: string[]; final?: string }]>([
    ["unavailable goes on", unavailable, { called: ["one", "two"] }],
    ["misconfigured goes on", misconfigured, { called: ["one", "two"] }],
    ["throttled goes on", throttled, { called: ["one", "two"] }],
    ["unknown goes on", unknown, { called: ["one", "two"] }],
    ["an error it threw goes on", new TypeError("bug"), { called: ["one", "two"] }],
    ["no response at all goes on", "hang", { called: ["one", "two"] }],
    ["refused stops", refused, { called: ["one"], final: "refused" }],
  ])("%s", async (_, response, expected) => {
    const result = await failover([scriptedProvider("one", { response }), scriptedProvider("two")]);
    expect(result.calls.map(({ provider }) => provider)).toEqual(expected.called);
    expect(result.final).toBe(expected.final);
    expect(result.accepted?.provider).toBe(expected.final ? undefined : "two");
  });

  test.each<[string, ScriptedResponse]>([
    ["unknown", unknown],
    ["no response at all", "hang"],
    ["an error it threw", new TypeError("bug")],
  ])("%s stops where the channel holds", async (_, response) => {
    const providers = [scriptedProvider("one", { response }), scriptedProvider("two")];
    const result = await failover(providers, { afterUnknown: "hold" });
    expect(result).toMatchObject({ final: "unknown", calls: [{ outcome: "unknown" }] });
    expect(providers[1]?.received).toEqual([]);
  });
});

test.each<[string, ScriptedResponse]>([
  ["unavailable", unavailable],
  ["misconfigured", misconfigured],
])("%s goes on where the channel holds", async (_, response) => {
  const providers = [scriptedProvider("one", { response }), scriptedProvider("two")];
  expect(await failover(providers, { afterUnknown: "hold" })).toMatchObject({
    accepted: { provider: "two" },
  });
});

test("a call that hangs costs its own time-out", async () => {
  const hanging = scriptedProvider("one", { response: "hang", timeoutMs: 1_500 });
  const { calls } = await failover([hanging]);
  expect(calls).toEqual([
    expect.objectContaining({ provider: "one", outcome: "unknown", code: "timeout", ms: 1_500 }),
  ]);
});

test("a thrown error is named in the trail by its kind, never by its text", async () => {
  const response = new RangeError("+48600100200 is out of range");
  const { calls } = await failover([scriptedProvider("one", { response })]);
  expect(calls).toMatchObject([{ code: "RangeError" }]);
});

test("a provider whose address the notification lacks is passed over", async () => {
  const providers = [
    scriptedProvider("one", { address: "pushToken" }),
    scriptedProvider("two", { address: "email" }),
    scriptedProvider("three"),
  ];
  const { calls } = await failover(providers);
  expect(calls.map(({ provider }) => provider)).toEqual(["three"]);
});

test("no provider is called once the notification has expired", async () => {
  const expiresAt = new Date(new VirtualTime().now().getTime() + 2_000);
  const providers = ["one", "two"].map((id) => scriptedProvider(id, { response: "hang" }));
  const { calls } = await failover(providers, {}, { ...notification, expiresAt });
  expect(calls.map(({ provider }) => provider)).toEqual(["one"]);
});

test("a provider that needs no address gets none", async () => {
  const provider = scriptedProvider("one", { address: null });
  await failover([provider]);
  expect(provider.received[0]?.to).toBe("");
});

test.each([
  ["just fits is called", 6_000, ["one", "two"]],
  ["does not fit is not called", 5_999, ["one"]],
])("a provider whose time-out %s", async (_, ms, called) => {
  const until = new Date(new VirtualTime().now().getTime() + ms);
  const providers = ["one", "two"].map((id) => scriptedProvider(id, { response: "hang" }));
  const { calls } = await failover(providers, { until });
  expect(calls.map(({ provider }) => provider)).toEqual(called);
});

describe("an attempt only waits", () => {
  const busyFor = (seconds: number): Outcome => ({
    kind: "throttled",
    code: "http-429",
    retryAfterSeconds: seconds,
  });

  test.each<[string, ScriptedResponse[], FailoverResult["wait"]]>([
    ["where the only provider throttles", [throttled], {}],
    ["where the only provider says how long", [busyFor(7)], { retryAfterSeconds: 7 }],
    ["for the least that is asked for", [busyFor(7), busyFor(5)], { retryAfterSeconds: 5 }],
    ["for no longer where one does not ask", [busyFor(7), throttled], {}],
    ["where another provider is down", [unavailable, busyFor(7)], { retryAfterSeconds: 7 }],
    ["where another provider is misconfigured", [throttled, misconfigured], {}],
    ["not where an outcome is unknown", [throttled, unknown], undefined],
    ["not where a provider hangs", ["hang", throttled], undefined],
    ["not where none throttles", [unavailable, misconfigured], undefined],
    ["not where one accepts", [throttled, { kind: "accepted", providerMessageId: "m" }], undefined],
    ["not where one refuses", [throttled, refused], undefined],
    ["not where there is no provider", [], undefined],
  ])("%s", async (_, responses, wait) => {
    const providers = responses.map((response, index) =>
      scriptedProvider(`p-${index}`, { response }),
    );
    expect((await failover(providers)).wait).toEqual(wait);
  });

  test("where there is no time for any provider", async () => {
    const until = new Date(new VirtualTime().now().getTime() + 2_999);
    expect(await failover([scriptedProvider("one")], { until })).toMatchObject({
      calls: [],
      wait: {},
    });
  });

  test("not where there was time for one that failed", async () => {
    const until = new Date(new VirtualTime().now().getTime() + 3_000);
    const slow = scriptedProvider("two", { timeoutMs: 3_001 });
    const providers = [scriptedProvider("one", { response: unavailable }), slow];
    const result = await failover(providers, { until });
    expect(result.calls).toHaveLength(1);
    expect(result.wait).toBeUndefined();
  });
});

test("a provider that accepts or refuses is known to work", async () => {
  expect((await failover([scriptedProvider("one")])).working).toEqual(["one"]);
  const response = refused;
  expect((await failover([scriptedProvider("one", { response })])).working).toEqual(["one"]);
  const throttling = scriptedProvider("one", { response: throttled });
  expect((await failover([throttling])).working).toEqual([]);
});

describe("a provider whose turn came and that was not called", () => {
  const passedOver = (result: FailoverResult) =>
    result.passedOver.map(({ provider, reason }) => `${provider} ${reason}`);

  test("is told with why, up to the one that accepts", async () => {
    const providers = [
      { id: "unset" },
      scriptedProvider("push", { address: "pushToken" }),
      scriptedProvider("mail", { address: "email" }),
      scriptedProvider("one"),
      { id: "behind" },
    ];
    const addresses = { ...notification.addresses, email: "ann@example.com" };
    const isSuppressed = (kind: string) => kind === "email";
    const result = await failover(providers, { isSuppressed }, { ...notification, addresses });
    expect(passedOver(result)).toEqual(["unset no-settings", "push no-address", "mail suppressed"]);
    expect(result.accepted?.provider).toBe("one");
  });

  test("as every address is suppressed is told so", async () => {
    const providers = [scriptedProvider("one"), { id: "unset" }, scriptedProvider("two")];
    const result = await failover(providers, { isSuppressed: () => true });
    expect(result).toMatchObject({ final: "suppressed", calls: [] });
    expect(passedOver(result)).toEqual(["one suppressed", "unset no-settings", "two suppressed"]);
  });

  test("as it is down is told so, unless it is called as the first to reopen", async () => {
    const records = new InMemoryHealth();
    const open = { state: "open", failures: 1 } as const;
    const until = (seconds: number) =>
      new Date(new VirtualTime().now().getTime() + seconds * 1_000);
    records.records.set("one", { ...open, provider: "one", openUntil: until(20) });
    const providers = [scriptedProvider("one"), scriptedProvider("two")];
    expect(passedOver(await failover(providers, {}, notification, records))).toEqual(["one down"]);
    records.records.set("two", { ...open, provider: "two", openUntil: until(10) });
    const result = await failover(providers, {}, notification, records);
    expect(passedOver(result)).toEqual(["one down"]);
    expect(result.accepted?.provider).toBe("two");
  });
});

test("no provider with settings is no attempt's wait", async () => {
  expect(await failover([{ id: "unset" }])).toMatchObject({ calls: [] });
  expect((await failover([{ id: "unset" }])).wait).toBeUndefined();
});

test("a provider that can do without its address is asked with none, or with what there is", async () => {
  const optional = { ...scriptedProvider("one"), isAddressOptional: true };
  await failover([optional], {}, { ...notification, addresses: {} });
  await failover([optional]);
  expect(optional.received.map(({ to }) => to)).toEqual(["", "+48600100200"]);
});

test("and is passed over where what there is is suppressed", async () => {
  const optional = { ...scriptedProvider("one"), isAddressOptional: true };
  const result = await failover([optional], { isSuppressed: () => true });
  expect(result).toMatchObject({ final: "suppressed", passedOver: [{ reason: "suppressed" }] });
});
