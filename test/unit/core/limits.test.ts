import { getCountries } from "libphonenumber-js/max";
import { beforeEach, describe, expect, test } from "vitest";
import type { AcceptanceDependencies } from "../../../lambdas/core/accept-notification.ts";
import { acceptNotification } from "../../../lambdas/core/accept-notification.ts";
import type { Channel } from "../../../lambdas/core/channel.ts";
import { countryCodes } from "../../../lambdas/core/countries.ts";
import { dryRun } from "../../../lambdas/core/dry-run.ts";
import type { Limits } from "../../../lambdas/core/limits.ts";
import { limitsSchema } from "../../../lambdas/core/limits.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { smsSegments } from "../../../lambdas/runtime/sms-segments.ts";
import { InMemoryAttachments, testWords } from "../../support/in-memory/content.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryAddressCounter, InMemoryChannelCounter } from "../../support/in-memory/limits.ts";
import { InMemoryReservations } from "../../support/in-memory/reservations.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testRequestHashes } from "../../support/stage-secret.ts";

const channels: Channel[] = [
  { name: "sms", enabled: true, addresses: ["phoneNumber", "phoneNumber"] },
  { name: "otp", enabled: true, addresses: ["phoneNumber"] },
  { name: "email", enabled: true, addresses: ["email"] },
  { name: "mix", enabled: true, addresses: ["pushToken", "email", "phoneNumber"] },
];
const caller = "orders";
const phoneNumber = "+48600100200";
const email = "ann@example.com";
const order = { userId: "u-42", message: "Your code is 1234", phoneNumber, channels: ["sms"] };
const mail = { userId: "u-42", message: "Hi", email, channels: ["email"] };

let store: InMemoryStore;
let time: VirtualTime;
let addressCounter: InMemoryAddressCounter;
let channelCounter: InMemoryChannelCounter;
let limits: Limits;
let deps: AcceptanceDependencies;

beforeEach(() => {
  store = new InMemoryStore();
  time = new VirtualTime("2026-11-23T15:20:00.000Z");
  addressCounter = new InMemoryAddressCounter();
  channelCounter = new InMemoryChannelCounter();
  limits = {};
  deps = {
    configuration: { read: async () => ({ channels, responsesPerHour: 2, limits }) },
    throttle: store,
    addressCounter,
    channelCounter,
    notifications: store,
    history: store,
    erasures: store,
    reservations: new InMemoryReservations(time),
    queues: { send: async () => {} },
    identifiers: countingIdentifiers(),
    requestHashes: testRequestHashes,
    phoneNumbers,
    smsSegments,
    ...testWords,
    attachments: new InMemoryAttachments(),
    clock: time,
  };
});

function submit(body: unknown, idempotencyKey?: string) {
  const deadline = new Date(time.now().getTime() + 10_000);
  return acceptNotification(deps, { caller, body, idempotencyKey, deadline });
}

const usedBy = (hash: string) => addressCounter.used(hash, time.now());

describe("a limit by address", () => {
  test("holds for the address, whoever the user is and however many ask at once", async () => {
    limits = { perAddress: { hour: 5 } };
    const users = Array.from({ length: 60 }, (_, number) => `u-${number}`);
    const ends = await Promise.all(users.map((userId) => submit({ ...order, userId })));
    expect(ends.filter(({ kind }) => kind === "accepted")).toHaveLength(5);
    expect(ends.filter(({ kind }) => kind !== "accepted")).toEqual(
      Array.from({ length: 55 }, () => ({
        kind: "over-limit",
        over: { limit: "address-hour", address: "phoneNumber", max: 5, resetSeconds: 2_400 },
      })),
    );
    expect(store.notifications.size).toBe(5);
    expect((await submit({ ...order, phoneNumber: "+48600100201" })).kind).toBe("accepted");
  });

  test("says which window is full, and ends with it", async () => {
    limits = { perAddress: { hour: 1, day: 2 } };
    await submit(mail);
    expect(await submit(mail)).toMatchObject({ over: { limit: "address-hour", address: "email" } });
    time.advance(3_600_000);
    expect((await submit(mail)).kind).toBe("accepted");
    time.advance(3_600_000);
    const resetSeconds = 6.5 * 3_600 + 600;
    expect(await submit(mail)).toMatchObject({ over: { limit: "address-day", resetSeconds } });
    time.advance(24 * 3_600_000);
    expect((await submit(mail)).kind).toBe("accepted");
  });

  test("takes a spelling that reaches the same address for the same", async () => {
    limits = { perAddress: { hour: 1 } };
    await submit(mail);
    expect((await submit({ ...mail, email: "Ann@Example.com" })).kind).toBe("over-limit");
    await submit(order);
    expect((await submit({ ...order, phoneNumber: "0048 600-100-200" })).kind).toBe("over-limit");
  });

  test("counts a message for each channel that may send to the address", async () => {
    limits = { perAddress: { hour: 5 } };
    await submit({ ...order, email, channels: ["sms", "otp", "mix"] });
    expect(await usedBy(`phoneNumber:${phoneNumber}`)).toEqual({ hour: 3, day: 3 });
    expect(await usedBy(`email:${email}`)).toEqual({ hour: 1, day: 1 });
  });

  test("counts no address that no channel would send to", async () => {
    limits = { perAddress: { hour: 5 } };
    await submit({ ...order, email });
    expect(await usedBy(`email:${email}`)).toEqual({ hour: 0, day: 0 });
  });
});

describe("a limit by channel", () => {
  test("holds for the channel's day, and for no other channel", async () => {
    limits = { perChannelPerDay: { sms: 2 } };
    const ends = await Promise.all(Array.from({ length: 5 }, () => submit(order)));
    expect(ends.map(({ kind }) => kind).toSorted()).toEqual([
      "accepted",
      "accepted",
      "over-limit",
      "over-limit",
      "over-limit",
    ]);
    const resetSeconds = 8 * 3_600 + 2_400;
    expect(await submit(order)).toMatchObject({
      over: { limit: "channel-day", channel: "sms", max: 2, resetSeconds },
    });
    expect((await submit({ ...order, channels: ["otp"] })).kind).toBe("accepted");
    time.advance(9 * 3_600_000);
    expect((await submit(order)).kind).toBe("accepted");
  });
});

describe("what is over one limit", () => {
  test("uses up nothing of the others, and its key is free", async () => {
    limits = { perAddress: { hour: 9 }, perChannelPerDay: { sms: 9, otp: 0 } };
    const body = { ...order, channels: ["sms", "otp"], expectsResponse: true };
    expect(await submit(body, "key")).toMatchObject({ over: { channel: "otp" } });
    expect(store.counters.get("u-42 2026-11-23T15")).toBe(0);
    expect(await usedBy(`phoneNumber:${phoneNumber}`)).toEqual({ hour: 0, day: 0 });
    expect(await channelCounter.used("sms", "2026-11-23")).toBe(0);
    limits = {};
    expect(await submit(body, "key")).toMatchObject({ kind: "accepted", replayed: false });
  });

  test("of an address takes nothing of a channel's day, not for a moment", async () => {
    limits = { perAddress: { hour: 0 }, perChannelPerDay: { sms: 9 } };
    channelCounter.take = () => Promise.reject(new Error("asked the channel"));
    expect(await submit(order)).toMatchObject({ over: { limit: "address-hour" } });
  });

  test("is told so also where a slot cannot be given back", async () => {
    limits = { perAddress: { hour: 9 }, perChannelPerDay: { sms: 0 } };
    addressCounter.release = () => Promise.reject(new DependencyUnavailable("DynamoDB", "down"));
    expect(await submit(order)).toMatchObject({ over: { limit: "channel-day" } });
    addressCounter.release = () => Promise.reject(new Error("a fault"));
    await expect(submit(order)).rejects.toThrow("a fault");
  });
});

describe("a repeat with a key", () => {
  beforeEach(() => {
    limits = { perAddress: { hour: 2 }, perChannelPerDay: { sms: 2 } };
  });

  test("takes no second slot", async () => {
    await submit(order, "key");
    for (let repeat = 0; repeat < 3; repeat += 1) {
      expect(await submit(order, "key")).toMatchObject({ kind: "accepted", replayed: true });
    }
    expect(await usedBy(`phoneNumber:${phoneNumber}`)).toEqual({ hour: 1, day: 1 });
    expect(await channelCounter.used("sms", "2026-11-23")).toBe(1);
  });

  test("says what the message is as SMS, as the first response did", async () => {
    const first = await submit(order, "key");
    const repeat = await submit(order, "key");
    expect(first).toMatchObject({ notification: { sms: { segments: 1 } } });
    expect(Object(repeat).notification).toEqual(Object(first).notification);
  });

  test("that comes while the first call is under way waits: one of them takes the slots", async () => {
    deps.notifications.add = () => Promise.reject(new DependencyUnavailable("DynamoDB", "down"));
    await expect(submit(order, "key")).rejects.toBeInstanceOf(DependencyUnavailable);
    expect(await submit(order, "key")).toMatchObject({ kind: "under-way" });
  });
});

describe("a phone number", () => {
  const refused = (detail: string) => ({
    kind: "invalid",
    faults: [{ field: "phoneNumber", detail: expect.stringContaining(detail) }],
  });

  test.each([
    [["PL", "DE"], "+48600100200", undefined],
    [["PL", "DE"], "+491701234567", undefined],
    [["PL", "DE"], "+447400123456", "a number of GB"],
    [["US"], "+12042345678", "a number of CA"],
    [["PL"], "+80012345678", "a number of no country"],
  ])("is of a country in %j, or refused: %s", async (countries, number, detail) => {
    limits = { countries };
    const end = await submit({ ...order, phoneNumber: number });
    expect(end).toMatchObject(detail ? refused(detail) : { kind: "accepted" });
  });

  test.each([
    ["+48700123456", "premium-rate"],
    ["+48801123456", "shared-cost"],
  ] as const)("that costs more is refused unless its type is allowed: %s", async (number, type) => {
    const body = { ...order, phoneNumber: number };
    expect(await submit(body)).toMatchObject(refused(type));
    limits = { allowedNumberTypes: [type] };
    expect((await submit(body)).kind).toBe("accepted");
  });

  test("that no channel would send to costs nobody anything", async () => {
    limits = { countries: ["DE"] };
    expect((await submit({ ...order, email, channels: ["email"] })).kind).toBe("accepted");
    expect((await submit({ ...order, email, channels: ["email", "mix"] })).kind).toBe("invalid");
  });

  test("is refused along with the other faults", async () => {
    limits = { countries: ["DE"] };
    const body = { ...order, channels: ["pigeon"], expiresAt: "2020-01-01T00:00:00Z" };
    const { faults } = Object(await submit(body));
    expect(faults.map(({ field }: { field: string }) => field)).toEqual([
      "channels.0",
      "expiresAt",
      "phoneNumber",
    ]);
  });

  test("that was accepted is not refused to a repeat", async () => {
    await submit(order, "key");
    limits = { countries: ["DE"] };
    expect(await submit(order, "key")).toMatchObject({ kind: "accepted", replayed: true });
  });
});

describe("what a message is as SMS", () => {
  test.each([
    ["Hello", ["sms"], { encoding: "GSM-7", segments: 1, total: 1 }],
    ["a".repeat(1_600), ["sms"], { encoding: "GSM-7", segments: 11, total: 11 }],
    ["ż".repeat(71), ["sms", "otp"], { encoding: "UCS-2", segments: 2, total: 4 }],
    ["Hello", ["sms", "mix", "email"], { encoding: "GSM-7", segments: 1, total: 2 }],
    ["Hello", ["email"], undefined],
  ])("%s on %j", async (message, names, sms) => {
    const end = await submit({ ...order, email, message, channels: names });
    expect(Object(end).notification.sms).toEqual(sms);
    expect([...store.notifications.values()][0]?.sms).toEqual(sms);
  });

  test("is nothing without a phone number", async () => {
    expect(Object(await submit({ ...mail, channels: ["mix"] })).notification.sms).toBeUndefined();
  });
});

describe("a dry run", () => {
  const run = (body: unknown, idempotencyKey?: string) =>
    dryRun(deps, { caller, body, idempotencyKey });

  beforeEach(() => {
    limits = { perAddress: { hour: 3, day: 20 }, perChannelPerDay: { sms: 100 } };
  });

  test("says the channels, the segments and what is used of each limit", async () => {
    await submit(order);
    expect(await run({ ...order, expectsResponse: true })).toEqual({
      kind: "checked",
      userId: "u-42",
      channels: ["sms"],
      content: { sms: { message: "Your code is 1234" } },
      sms: { encoding: "GSM-7", segments: 1, total: 1 },
      limits: [
        {
          limit: "responses-per-hour",
          max: 2,
          used: 0,
          left: 2,
          needs: 1,
          resetSeconds: 2_400,
        },
        {
          limit: "address-hour",
          address: "phoneNumber",
          max: 3,
          used: 1,
          left: 2,
          needs: 1,
          resetSeconds: 2_400,
        },
        {
          limit: "address-day",
          address: "phoneNumber",
          max: 20,
          used: 1,
          left: 19,
          needs: 1,
          resetSeconds: 31_200,
        },
        {
          limit: "channel-day",
          channel: "sms",
          max: 100,
          used: 1,
          left: 99,
          needs: 1,
          resetSeconds: 31_200,
        },
      ],
      wouldBeAccepted: true,
    });
  });

  test("stores nothing, sends nothing and takes no slot", async () => {
    const never = () => Promise.reject(new Error("wrote"));
    deps = {
      ...deps,
      notifications: { add: never },
      queues: { send: never },
      throttle: { ...deps.throttle, take: never, used: store.used.bind(store) },
      reservations: { ...deps.reservations, reserve: never, find: async () => undefined },
    };
    addressCounter.take = never;
    channelCounter.take = never;
    expect(await run({ ...order, expectsResponse: true }, "key")).toMatchObject({
      kind: "checked",
    });
  });

  test("says that a limit has no room", async () => {
    limits = { perAddress: { hour: 1 } };
    await submit(order);
    expect(await run(order)).toMatchObject({ limits: [{ left: 0 }], wouldBeAccepted: false });
    limits = { perAddress: { hour: 2 } };
    expect(await run({ ...order, channels: ["sms", "otp"] })).toMatchObject({
      limits: [{ left: 1, needs: 2 }],
      wouldBeAccepted: false,
    });
  });

  test("has no limits where there are none", async () => {
    limits = {};
    expect(await run(order)).toMatchObject({ limits: [], wouldBeAccepted: true });
  });

  test("finds every fault that the request itself would have", async () => {
    expect(await run({ ...order, phoneNumber: "600" })).toMatchObject({ kind: "invalid" });
    expect(await run({ ...order, channels: ["pigeon"] })).toMatchObject({ kind: "invalid" });
    expect(await run(order, "a key")).toMatchObject({ kind: "invalid" });
    limits = { countries: ["DE"] };
    expect(await run(order)).toMatchObject({ faults: [{ field: "phoneNumber" }] });
  });

  test("finds a key that stands for another body, and not one that stands for this", async () => {
    await submit(order, "key");
    expect(await run(order, "key")).toMatchObject({ kind: "checked" });
    expect(await run({ ...order, message: "Another" }, "key")).toEqual({ kind: "key-reused" });
  });
});

describe("the setting", () => {
  const schema = limitsSchema(["sms", "email"]);

  test.each([
    {},
    { countries: ["PL", "DE"], perAddress: { hour: 5, day: 20 }, perChannelPerDay: { sms: 20000 } },
    { allowedNumberTypes: ["premium-rate", "shared-cost"] },
    { perAddress: { hour: 0 }, perChannelPerDay: { sms: 0, email: 1 } },
  ])("takes %j", (value) => {
    expect(schema.parse(value)).toEqual(value);
  });

  test.each([
    [{ countries: [] }, "countries"],
    [{ countries: ["pl"] }, "countries.0"],
    [{ countries: ["PL", "UK"] }, "countries.1"],
    [{ countries: ["PL", "PL"] }, "countries"],
    [{ countries: "PL" }, "countries"],
    [{ allowedNumberTypes: ["premium"] }, "allowedNumberTypes.0"],
    [{ perAddress: { hour: -1 } }, "perAddress.hour"],
    [{ perAddress: { hour: 1.5 } }, "perAddress.hour"],
    [{ perAddress: { day: "5" } }, "perAddress.day"],
    [{ perAddress: { week: 5 } }, "perAddress"],
    [{ perChannelPerDay: { pigeon: 5 } }, "perChannelPerDay"],
    [{ perChannelPerDay: { sms: 1e10 } }, "perChannelPerDay.sms"],
    [{ perMinute: 5 }, ""],
    [[], ""],
  ])("does not take %j: %s", (value, path) => {
    const { error } = schema.safeParse(value);
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  test("knows every country that a number can be of", () => {
    expect([...countryCodes]).toEqual(getCountries().toSorted());
  });
});
