import { beforeEach, describe, expect, test } from "vitest";
import type { AcceptanceDependencies } from "../../../lambdas/core/accept-notification.ts";
import { acceptNotification } from "../../../lambdas/core/accept-notification.ts";
import { defaultCaller } from "../../../lambdas/core/caller.ts";
import type { Channel } from "../../../lambdas/core/channel.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { Limits } from "../../../lambdas/core/limits.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { ReservationStore } from "../../../lambdas/core/ports/records.ts";
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

const order = { userId: "u-42", message: "Your order is ready", phoneNumber: "+48600100200" };
const question = { ...order, expectsResponse: true };

let time: VirtualTime;
let store: InMemoryStore;
let reservations: InMemoryReservations;
let channels: Channel[];
let limits: Limits;
let sent: DeliveryReference[];
let deps: AcceptanceDependencies;

beforeEach(() => {
  time = new VirtualTime();
  store = new InMemoryStore();
  reservations = new InMemoryReservations(time);
  sent = [];
  limits = {};
  channels = ["sms", "other"].map((name) => ({ name, enabled: true, addresses: ["phoneNumber"] }));
  deps = {
    configuration: { read: async () => ({ channels, responsesPerHour: 2, limits }) },
    throttle: store,
    addressCounter: new InMemoryAddressCounter(),
    channelCounter: new InMemoryChannelCounter(),
    smsSegments,
    ...testWords,
    attachments: new InMemoryAttachments(),
    notifications: store,
    history: store,
    erasures: store,
    reservations,
    queues: {
      send: async (reference) => {
        sent.push(reference);
      },
    },
    identifiers: countingIdentifiers(),
    requestHashes: testRequestHashes,
    phoneNumbers,
    clock: time,
  };
});

function submit(body: unknown, idempotencyKey = "key-1", caller = defaultCaller) {
  const deadline = new Date(time.now().getTime() + 10_000);
  return acceptNotification(deps, { caller, body, idempotencyKey, deadline });
}

function reservationsWith(changes: Partial<ReservationStore>): ReservationStore {
  return {
    reserve: reservations.reserve.bind(reservations),
    find: reservations.find.bind(reservations),
    takeOver: reservations.takeOver.bind(reservations),
    release: reservations.release.bind(reservations),
    ...changes,
  };
}

function fails(): Promise<never> {
  return Promise.reject(new DependencyUnavailable("test", new Error("down")));
}

function slotsTaken(): number {
  return [...store.counters.values()].reduce((sum, count) => sum + count, 0);
}

describe("the same key with the same body", () => {
  test("is the same notification, and takes no second throttle slot", async () => {
    const first = await submit(question);
    const second = await submit(question);
    expect(first).toMatchObject({ kind: "accepted", replayed: false });
    expect(second).toMatchObject({ kind: "accepted", replayed: true });
    expect(idOf(second)).toBe(idOf(first));
    expect([store.notifications.size, slotsTaken()]).toEqual([1, 1]);
  });

  test("responds with the same channels after the configuration changed", async () => {
    const first = await submit(order);
    channels = channels.map((channel) => ({ ...channel, enabled: channel.name === "other" }));
    expect(channelsOf(await submit(order))).toEqual(channelsOf(first));
    channels = channels.map((channel) => ({ ...channel, enabled: false }));
    expect(channelsOf(await submit(order))).toEqual(channelsOf(first));
  });

  test("is still accepted when the notification has expired meanwhile", async () => {
    const body = { ...order, expiresAt: "2026-11-23T15:21:00Z" };
    const first = await submit(body);
    time.advance(120_000);
    expect(idOf(await submit(body))).toBe(idOf(first));
  });

  test("at the same moment is one notification", async () => {
    const both = await Promise.all([submit(order), submit(order)]);
    expect(idOf(both[0])).toBe(idOf(both[1]));
    expect(store.notifications.size).toBe(1);
  });

  test("at the same moment takes one throttle slot: one of the two comes again", async () => {
    const both = await Promise.all([submit(question), submit(question)]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(["accepted", "under-way"]);
    expect(slotsTaken()).toBe(1);
    expect(await submit(question)).toMatchObject({ kind: "accepted", replayed: true });
  });

  test("makes a new notification after 24 hours", async () => {
    const first = await submit(order);
    time.advance(24 * 3_600_000);
    const later = await submit(order);
    expect(later).toMatchObject({ replayed: false });
    expect(idOf(later)).not.toBe(idOf(first));
  });

  test("queues again only where no attempt was made yet", async () => {
    const first = await submit(order);
    await store.write({
      userId: "u-42",
      notificationId: idOf(first) ?? "",
      channel: "sms",
      status: "sent",
      attempts: 1,
      attemptsInRound: 1,
      lastAttempt: false,
      version: 1,
      leaseToken: "lease",
      leaseUntil: time.now(),
      updatedAt: time.now(),
      possibleDuplicate: false,
      trail: [],
    });
    sent.length = 0;
    await submit(order);
    expect(sent.map(({ channel }) => channel)).toEqual(["other"]);
  });
});

describe("a repeat continues where the first call stopped", () => {
  test("before the notification was stored", async () => {
    const add = deps.notifications;
    deps = { ...deps, notifications: { add: fails } };
    await expect(submit(order)).rejects.toBeInstanceOf(DependencyUnavailable);
    deps = { ...deps, notifications: add };
    expect(await submit(order)).toMatchObject({ kind: "accepted", replayed: true });
    expect(sent.map(({ channel }) => channel)).toEqual(["sms", "other"]);
  });

  test("before it was queued everywhere", async () => {
    const { send } = deps.queues;
    const half = (reference: DeliveryReference) =>
      reference.channel === "sms" ? send(reference) : fails();
    deps = { ...deps, queues: { send: half } };
    await expect(submit(order)).rejects.toBeInstanceOf(DependencyUnavailable);
    deps = { ...deps, queues: { send } };
    const repeated = await submit(order);
    expect(new Set(sent.map(({ channel }) => channel))).toEqual(new Set(["sms", "other"]));
    expect(sent.every(({ notificationId }) => notificationId === idOf(repeated))).toBe(true);
  });

  test("once that call can no longer be under way, where a throttle slot is at stake", async () => {
    const add = deps.notifications;
    deps = { ...deps, notifications: { add: fails } };
    await expect(submit(question)).rejects.toBeInstanceOf(DependencyUnavailable);
    deps = { ...deps, notifications: add };
    expect(await submit(question)).toEqual({ kind: "under-way", retryAfterSeconds: 10 });
    time.advance(10_000);
    const both = await Promise.all([submit(question), submit(question)]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(["accepted", "under-way"]);
  });
});

describe("a channel that was removed since the first call", () => {
  const remove = (name: string) => {
    channels = channels.filter((channel) => channel.name !== name);
  };
  const fault = {
    field: "channels",
    detail: "other was removed before the notification was queued on it",
  };

  test("is said where the notification was not stored, and nothing is stored", async () => {
    const { notifications } = deps;
    deps = { ...deps, notifications: { add: fails } };
    await expect(submit(order)).rejects.toBeInstanceOf(DependencyUnavailable);
    deps = { ...deps, notifications };
    remove("other");
    expect(await submit(order)).toEqual({ kind: "invalid", faults: [fault] });
    expect([store.notifications.size, sent]).toEqual([0, []]);
  });

  test("is said where the notification may not be queued on it", async () => {
    await submit(order);
    remove("other");
    sent.length = 0;
    expect(await submit(order)).toEqual({ kind: "invalid", faults: [fault] });
    expect(sent).toEqual([]);
  });
});

describe("once the user was erased", () => {
  const erase = () => store.removeAll("u-42", time.now());

  function nothingIsBack(): void {
    expect([store.notifications.size, slotsTaken(), sent]).toEqual([0, 0, []]);
  }

  test.each([
    ["", order],
    [" that expects a response", question],
  ])("a repeat of a request%s stores and sends nothing", async (_, body) => {
    await submit(body);
    await erase();
    time.advance(3_600_000);
    sent.length = 0;
    expect(await submit(body)).toEqual({ kind: "erased" });
    expect(await submit(body)).toEqual({ kind: "erased" });
    nothingIsBack();
  });

  test("neither does one whose channels are all disabled by now", async () => {
    await submit(order);
    await erase();
    sent.length = 0;
    channels = [];
    expect(await submit(order)).toEqual({ kind: "erased" });
    nothingIsBack();
  });

  test("neither does one of a call that died before it stored anything", async () => {
    const { notifications } = deps;
    deps = { ...deps, notifications: { add: fails } };
    await expect(submit(order)).rejects.toBeInstanceOf(DependencyUnavailable);
    deps = { ...deps, notifications };
    await erase();
    expect(await submit(order)).toEqual({ kind: "erased" });
    nothingIsBack();
  });

  test("a call that was under way, and that a repeat overtook, brings nothing back", async () => {
    const { notifications } = deps;
    deps = {
      ...deps,
      notifications: {
        add: async (notification) => {
          deps = { ...deps, notifications };
          expect(await submit(order)).toMatchObject({ kind: "accepted", replayed: true });
          await erase();
          sent.length = 0;
          return store.add(notification);
        },
      },
    };
    expect(await submit(order)).toEqual({ kind: "erased" });
    nothingIsBack();
  });

  test("a repeat that was under way brings nothing back", async () => {
    const isErased = async () => {
      expect(await store.add(notification)).toBe(true);
      await erase();
      return false;
    };
    const find = async () => undefined;
    const first = await submit(order);
    const notification = [...store.notifications.values()][0] as Notification;
    expect(notification.id).toBe(idOf(first));
    sent.length = 0;
    deps = { ...deps, history: { find }, erasures: { isErased } };
    expect(await submit(order)).toEqual({ kind: "erased" });
    nothingIsBack();
  });

  test("a first call that was between its key and the store is as one after the erasure", async () => {
    const reserve = async (reservation: Parameters<typeof reservations.reserve>[0]) => {
      const earlier = await reservations.reserve(reservation);
      await erase();
      return earlier;
    };
    deps = { ...deps, reservations: reservationsWith({ reserve }) };
    const first = await submit(order);
    deps = { ...deps, reservations };
    expect(first).toMatchObject({ kind: "accepted", replayed: false });
    expect(await submit(order)).toMatchObject({ kind: "accepted", replayed: true });
    expect(store.notifications.size).toBe(1);
  });

  test("a new key is a new notification, and so is its repeat", async () => {
    await submit(order);
    await erase();
    const next = await submit(order, "key-2");
    expect(next).toMatchObject({ kind: "accepted", replayed: false });
    expect(idOf(await submit(order, "key-2"))).toBe(idOf(next));
  });

  test("so is the same key a day later", async () => {
    await submit(order);
    await erase();
    time.advance(24 * 3_600_000);
    expect(await submit(order)).toMatchObject({ kind: "accepted", replayed: false });
  });

  test("the same key with another body is still told so", async () => {
    await submit(order);
    await erase();
    expect(await submit({ ...order, message: "Another" })).toEqual({ kind: "key-reused" });
  });

  test("a key of another user is not touched", async () => {
    await submit({ ...order, userId: "u-43" });
    await erase();
    expect(await submit({ ...order, userId: "u-43" })).toMatchObject({ replayed: true });
  });
});

describe("a key belongs to its caller", () => {
  test("another caller's same key is another notification, whatever its body", async () => {
    const first = await submit(order, "key-1", "orders");
    const second = await submit(order, "key-1", "billing");
    const third = await submit({ ...order, message: "Another" }, "key-1", "ops");
    for (const acceptance of [first, second, third]) {
      expect(acceptance).toMatchObject({ kind: "accepted", replayed: false });
    }
    expect(new Set([first, second, third].map(idOf)).size).toBe(3);
    expect(await submit(order, "key-1", "billing")).toMatchObject({ replayed: true });
    expect(idOf(await submit(order, "key-1", "orders"))).toBe(idOf(first));
  });

  test("no key of one caller is one of another's", async () => {
    await submit(order, "b", "a");
    expect(await submit(order, "a b")).toMatchObject({ kind: "invalid" });
    expect(await submit(order, "b")).toMatchObject({ kind: "accepted", replayed: false });
  });

  test("the default caller's are reserved as before there were callers", async () => {
    await submit(order);
    expect([...reservations.reservations.keys()]).toEqual(["key-1"]);
  });

  describe("with IAM, after a version that kept keys by themselves", () => {
    const orders = "arn:aws:sts::123456789012:assumed-role/orders";

    test("a repeat of a call of then is still its repeat, for the day that its key stands", async () => {
      const first = await submit(order);
      sent.length = 0;
      const repeat = await submit(order, "key-1", orders);
      expect(repeat).toMatchObject({ kind: "accepted", replayed: true });
      expect(idOf(repeat)).toBe(idOf(first));
      expect([...reservations.reservations.keys()]).toEqual(["key-1"]);
      time.advance(24 * 3_600_000);
      expect(await submit(order, "key-1", orders)).toMatchObject({ replayed: false });
    });

    test("it continues where that call died, and takes no second slot", async () => {
      const { notifications } = deps;
      deps = { ...deps, notifications: { add: fails } };
      await expect(submit(question)).rejects.toBeInstanceOf(DependencyUnavailable);
      deps = { ...deps, notifications };
      expect(await submit(question, "key-1", orders)).toMatchObject({ kind: "under-way" });
      const [reserved] = reservations.reservations.values();
      time.advance(3_600_000);
      const repeat = await submit(question, "key-1", orders);
      expect(repeat).toMatchObject({ kind: "accepted", replayed: true });
      expect(idOf(repeat)).toBe(reserved?.notificationId);
    });

    test("the same key with another body may be another principal's, and is a new one", async () => {
      await submit(order);
      const another = await submit({ ...order, message: "Another" }, "key-1", orders);
      expect(another).toMatchObject({ kind: "accepted", replayed: false });
      expect(await submit(order)).toMatchObject({ replayed: true });
    });
  });

  test("only a principal's is looked for elsewhere", async () => {
    deps = { ...deps, reservations: reservationsWith({ find: fails }) };
    expect(await submit(order, "key-1", "orders")).toMatchObject({ kind: "accepted" });
    expect(await submit(order)).toMatchObject({ kind: "accepted" });
    const principal = "arn:aws:iam::123456789012:user/ann";
    await expect(submit(order, "key-1", principal)).rejects.toBeInstanceOf(DependencyUnavailable);
  });

  test("a repeat has the caller of the first call", async () => {
    const repeat = async () => {
      const acceptance = await submit(order, "key-1", "orders");
      return acceptance.kind === "accepted" ? acceptance.notification.caller : undefined;
    };
    expect(await repeat()).toBe("orders");
    expect(await repeat()).toBe("orders");
  });
});

describe("a key", () => {
  test("with another body is refused, whoever it is for", async () => {
    await submit(order);
    expect(await submit({ ...order, message: "Another" })).toEqual({ kind: "key-reused" });
    expect(await submit({ ...order, userId: "u-43" })).toEqual({ kind: "key-reused" });
    expect(store.notifications.size).toBe(1);
  });

  test("of a request with a fault stands for nothing", async () => {
    expect(await submit({ ...order, email: "x" })).toMatchObject({ kind: "invalid" });
    expect(await submit({ ...order, channels: ["fax"] })).toMatchObject({ kind: "invalid" });
    expect(reservations.reservations.size).toBe(0);
    expect(await submit(order)).toMatchObject({ kind: "accepted", replayed: false });
  });

  test("of another request with a fault does not hide the fault", async () => {
    await submit(order);
    expect(await submit({ ...order, channels: ["fax"] })).toMatchObject({ kind: "invalid" });
  });

  test("of a throttled request is free again", async () => {
    await submit(question, "key-1");
    await submit(question, "key-2");
    expect(await submit(question, "key-3")).toMatchObject({ kind: "over-limit" });
    expect(await submit(question, "key-3")).toMatchObject({ kind: "over-limit" });
    time.advance(3_600_000);
    expect(await submit(question, "key-3")).toMatchObject({ kind: "accepted", replayed: false });
  });

  test.each([
    ["empty", ""],
    ["too long", "k".repeat(256)],
    ["with a space", "a b"],
    ["with a letter beyond ASCII", "zażółć"],
  ])("that is %s is a fault", async (_, key) => {
    expect(await submit(order, key)).toEqual({
      kind: "invalid",
      faults: [{ field: "Idempotency-Key", detail: "must be 1 to 255 visible ASCII characters" }],
    });
  });
});

type Result = Awaited<ReturnType<typeof acceptNotification>>;

function idOf(acceptance: Result | undefined): string | undefined {
  return acceptance?.kind === "accepted" ? acceptance.notification.id : undefined;
}

function channelsOf(acceptance: Result): readonly string[] | undefined {
  return acceptance.kind === "accepted" ? acceptance.notification.channels : undefined;
}
