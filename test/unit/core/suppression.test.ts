import { beforeEach, describe, expect, test } from "vitest";
import type { AttemptDependencies } from "../../../lambdas/core/attempt-delivery.ts";
import { attemptDelivery } from "../../../lambdas/core/attempt-delivery.ts";
import { listSuppressions } from "../../../lambdas/core/list-suppressions.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { addressHash } from "../../../lambdas/core/suppression.ts";
import { systemIdentifiers } from "../../../lambdas/runtime/system.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { refused, scriptedProvider, unavailable } from "../../support/in-memory/providers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { notificationOf } from "../../support/records.ts";

const ids = ["01KAS0000000000000000000X1", "01KAS0000000000000000000X2"] as const;
const stop = scriptedProvider("sms-one");
const smsTwo = scriptedProvider("sms-two");
const mail = scriptedProvider("mail", { address: "email" });
const nobody = scriptedProvider("nobody", { address: null });

let time: VirtualTime;
let store: InMemoryStore;
let deps: AttemptDependencies;
const addressMarks = ["phoneNumber:+48600100200", "email:ann@example.com"];

beforeEach(async () => {
  time = new VirtualTime();
  store = new InMemoryStore();
  smsTwo.received.length = 0;
  deps = {
    deliveries: store,
    suppressions: store,
    roster: { read: async () => [stop, smsTwo] },
    health: healthOver(new InMemoryHealth(), time),
    identifiers: countingIdentifiers(),
    clock: time,
    timer: time,
    random: () => 0,
    policy: { retryDelaysSeconds: [10], afterUnknown: "resend", order: "listed", maxReceives: 20 },
  };
  for (const id of ids) {
    await store.add({
      id,
      userId: "u-42",
      message: "Hi",
      addresses: { phoneNumber: "+48600100200", email: "ann@example.com" },
      channels: ["mix"],
      expectsResponse: false,
      registeredAt: time.now(),
    });
  }
});

function response(code: string): void {
  stop.send = async () => ({
    kind: "refused",
    code,
    ...(code === "21610" && { suppress: true }),
  });
}

async function attempt(notificationId: string) {
  const deadline = new Date(time.now().getTime() + 30_000);
  const reference = { userId: "u-42", notificationId, channel: "mix" };
  const receive = { count: 1, sentAt: time.now(), deadline };
  const result = await attemptDelivery(deps, reference, { ...receive, addressMarks });
  return { result, delivery: (await store.read(reference)).delivery };
}

function suppress(hash: string): Promise<void> {
  return store.suppress({ userId: "u-42", id: ids[0] }, hash, {
    reason: "bounced",
    provider: "ses",
    at: time.now(),
  });
}

describe("a refusal that suppresses the address", () => {
  test("suppresses the address, and ends later deliveries to it without a call", async () => {
    response("21610");
    expect((await attempt(ids[0])).delivery).toMatchObject({
      failureReason: "refused",
      trail: [{ provider: "sms-one", suppressed: "phoneNumber" }],
    });
    expect(await store.listSuppressions("u-42")).toEqual(
      new Map([
        ["phoneNumber:+48600100200", { reason: "refused", provider: "sms-one", at: time.now() }],
      ]),
    );
    const { result, delivery } = await attempt(ids[1]);
    expect(result).toEqual({ kind: "ended", status: "failed", calls: [] });
    expect(delivery).toMatchObject({
      status: "failed",
      failureReason: "suppressed",
      lastError: "every address is suppressed",
      trail: [],
      passedOver: [
        { provider: "sms-one", reason: "suppressed" },
        { provider: "sms-two", reason: "suppressed" },
      ],
    });
    expect(smsTwo.received).toEqual([]);
  });

  test("is only one of the provider's own codes for it", async () => {
    response("21211");
    await attempt(ids[0]);
    expect(store.suppressions.size).toBe(0);
  });

  test("ends the delivery all the same where it cannot be kept", async () => {
    response("21610");
    const failing = () => Promise.reject(new DependencyUnavailable("DynamoDB", undefined));
    deps = { ...deps, suppressions: { suppress: failing } };
    const { delivery } = await attempt(ids[0]);
    expect(delivery).toMatchObject({ failureReason: "refused" });
    expect(delivery?.trail[0]).not.toHaveProperty("suppressed");
  });
});

describe("a refusal that suppresses the address of a user who is erased meanwhile", () => {
  const erase = () => store.removeAll("u-42", time.now());

  function nothingIsLeft(): void {
    const { notifications, deliveries, suppressions } = store;
    expect([notifications.size, deliveries.size, suppressions.size]).toEqual([0, 0, 0]);
  }

  test("during the provider's call: nothing is written, and the message is dropped", async () => {
    stop.send = async () => {
      await erase();
      return { kind: "refused", code: "21610", suppress: true };
    };
    expect((await attempt(ids[0])).result).toMatchObject({ reason: "claimed-elsewhere" });
    nothingIsLeft();
    expect((await attempt(ids[0])).result).toEqual({ kind: "dropped", reason: "erased" });
    nothingIsLeft();
  });

  test("after the address was suppressed, before the end is written", async () => {
    response("21610");
    const suppress: typeof store.suppress = async (...parameters) => {
      await store.suppress(...parameters);
      expect(store.suppressions.size).toBe(1);
      await erase();
    };
    deps = { ...deps, suppressions: { suppress } };
    expect((await attempt(ids[0])).result).toMatchObject({ reason: "claimed-elsewhere" });
    nothingIsLeft();
  });

  test("and sent a new notification at once: the address is not taken from the erased one", async () => {
    stop.send = async () => {
      await erase();
      await store.add(notificationOf({ userId: "u-42", notificationId: "later" }));
      return { kind: "refused", code: "21610", suppress: true };
    };
    await attempt(ids[0]);
    expect(store.suppressions.size).toBe(0);
  });
});

describe("an address that one user suppressed", () => {
  const hash = "phoneNumber:+48600100200";
  const other = { userId: "u-43", notificationId: "01KAS0000000000000000000X3", channel: "mix" };
  let reads: (readonly string[] | undefined)[];

  beforeEach(async () => {
    reads = [];
    await store.add({ ...notificationOf(other), addresses: { phoneNumber: "+48600100200" } });
    deps = {
      ...deps,
      deliveries: {
        read: (reference, addressMarks) => {
          reads.push(addressMarks);
          return store.read(reference);
        },
        write: store.write.bind(store),
      },
    };
    response("21610");
    await attempt(ids[0]);
    reads.length = 0;
  });

  async function attemptOfOther(addressMarks?: readonly string[]) {
    const deadline = new Date(time.now().getTime() + 30_000);
    const receive = { count: 1, sentAt: time.now(), deadline };
    await attemptDelivery(deps, other, { ...receive, ...(addressMarks && { addressMarks }) });
    return (await store.read(other)).delivery;
  }

  test("is suppressed for every user, and its message's marks are read along", async () => {
    expect(await attemptOfOther(["mark"])).toMatchObject({ failureReason: "suppressed" });
    expect(reads).toEqual([["mark"]]);
    expect(smsTwo.received).toEqual([]);
  });

  test("is so also where the message does not say its mark", async () => {
    expect(await attemptOfOther()).toMatchObject({ failureReason: "suppressed" });
    expect(reads).toEqual([undefined]);
  });

  test("is lifted for every user, whoever's suppression is lifted", async () => {
    expect(await store.lift("u-43", hash, time.now())).toBe(true);
    deps = { ...deps, roster: { read: async () => [smsTwo] } };
    expect(await attemptOfOther([hash])).toMatchObject({ status: "sent" });
    expect((await attempt(ids[1])).delivery).toMatchObject({ status: "sent" });
    expect(await store.lift("u-42", hash, new Date(time.now().getTime() + 1))).toBe(true);
  });

  test("stays so when that user is erased", async () => {
    await store.removeAll("u-42", time.now());
    expect(await attemptOfOther([hash])).toMatchObject({ failureReason: "suppressed" });
  });

  test("is listed for a user whose notifications carry it", async () => {
    const list = (userId: string) =>
      listSuppressions(
        { history: store, suppressions: store, identifiers: deps.identifiers },
        userId,
      );
    expect([...(await list("u-42")).keys()]).toEqual([hash]);
    expect([...(await list("u-43")).keys()]).toEqual([hash]);
    expect([...(await list("u-44")).keys()]).toEqual([]);
  });
});

describe("a suppressed address", () => {
  test("leaves the other addresses to their providers", async () => {
    await suppress("phoneNumber:+48600100200");
    deps = { ...deps, roster: { read: async () => [stop, mail] } };
    expect((await attempt(ids[0])).delivery).toMatchObject({ status: "sent", provider: "mail" });
  });

  test("does not keep a provider that needs none from its call", async () => {
    await suppress("phoneNumber:+48600100200");
    nobody.response = unavailable;
    deps = { ...deps, roster: { read: async () => [stop, nobody] } };
    expect((await attempt(ids[0])).delivery).toMatchObject({ status: "retrying" });
  });

  test("is written to again once it is lifted", async () => {
    await suppress("phoneNumber:+48600100200");
    expect(await store.lift("u-42", "phoneNumber:+48600100200", time.now())).toBe(true);
    deps = { ...deps, roster: { read: async () => [smsTwo] } };
    expect((await attempt(ids[0])).delivery).toMatchObject({ status: "sent" });
  });
});

test("an address's hash tells kinds apart, and the case of tokens and ids only", () => {
  const hash = (kind: Parameters<typeof addressHash>[1], address: string) =>
    addressHash(systemIdentifiers, kind, address);
  expect(hash("email", "Ann@Example.com")).toBe(hash("email", "ann@example.com"));
  expect(hash("pushToken", "Ab")).not.toBe(hash("pushToken", "ab"));
  expect(hash("messengerId", "Ab")).not.toBe(hash("messengerId", "ab"));
  expect(hash("email", "1")).not.toBe(hash("phoneNumber", "1"));
  expect(hash("email", "ann@example.com")).toMatch(/^[\w-]{43}$/);
});

test("a refusal is not taken for one of a provider without such codes", async () => {
  smsTwo.response = refused;
  deps = { ...deps, roster: { read: async () => [smsTwo] } };
  await attempt(ids[0]);
  expect(store.suppressions.size).toBe(0);
});
