import { beforeEach, describe, expect, test } from "vitest";
import type { AcceptanceDependencies } from "../../../lambdas/core/accept-notification.ts";
import { acceptNotification } from "../../../lambdas/core/accept-notification.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { smsSegments } from "../../../lambdas/runtime/sms-segments.ts";
import { InMemoryAttachments, testWords } from "../../support/in-memory/content.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryAddressCounter, InMemoryChannelCounter } from "../../support/in-memory/limits.ts";
import { InMemoryReservations } from "../../support/in-memory/reservations.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testRequestHashes } from "../../support/stage-secret.ts";
import { AttemptStage } from "./attempt-stage.ts";

const invoice = {
  filename: "invoice.pdf",
  contentType: "application/pdf",
  content: Buffer.from("%PDF-1.7 invoice 1007").toString("base64"),
};
const [file = expect.fail()] = attachmentFiles.read([invoice]);
const { content: bytes, ...recorded } = file;
const unavailable = () => Promise.reject(new DependencyUnavailable("S3", new Error("SlowDown")));

describe("a call with files", () => {
  const body = {
    userId: "u-42",
    message: "Your invoice",
    email: "ann@example.com",
    attachments: [invoice],
  };
  let store: InMemoryStore;
  let attachments: InMemoryAttachments;
  let steps: string[];
  let deps: AcceptanceDependencies;

  beforeEach(() => {
    const time = new VirtualTime();
    store = new InMemoryStore();
    attachments = new InMemoryAttachments();
    steps = [];
    deps = {
      reservations: new InMemoryReservations(time),
      erasures: store,
      history: store,
      configuration: {
        read: async () => ({
          channels: [{ name: "email", enabled: true, addresses: ["email"] }],
          responsesPerHour: 3,
          limits: {},
        }),
      },
      addressCounter: new InMemoryAddressCounter(),
      channelCounter: new InMemoryChannelCounter(),
      throttle: store,
      notifications: {
        add: (notification: Notification) => {
          steps.push("store");
          return store.add(notification);
        },
      },
      attachments: {
        put: (userId, files) => {
          steps.push("put");
          return attachments.put(userId, files);
        },
        remove: (notification) => attachments.remove(notification),
      },
      queues: {
        send: async () => {
          steps.push("queue");
        },
      },
      identifiers: countingIdentifiers(),
      requestHashes: testRequestHashes,
      phoneNumbers,
      smsSegments,
      ...testWords,
      clock: time,
    };
  });

  const submit = (key?: string) =>
    acceptNotification(deps, {
      caller: "orders",
      body,
      idempotencyKey: key,
      deadline: new Date(deps.clock.now().getTime() + 10_000),
    });

  test("keeps them before the notification, and queues it last", async () => {
    await submit();
    expect(steps).toEqual(["put", "store", "queue"]);
    const [[key = "", kept] = []] = [...attachments.kept];
    expect(key.split("/").filter((_, index) => index !== 1)).toEqual(["u-42", file.sha256]);
    expect(kept).toEqual(bytes);
  });

  test("is stored with their names, sizes and hashes, and without their bytes", async () => {
    await submit();
    expect([...store.notifications.values()]).toMatchObject([{ attachments: [recorded] }]);
    expect(JSON.stringify([...store.notifications.values()])).not.toContain(invoice.content);
  });

  test("is not stored where they cannot be kept, and a repeat with its key repairs it", async () => {
    const { put } = deps.attachments;
    deps = { ...deps, attachments: { ...deps.attachments, put: unavailable } };
    await expect(submit("key")).rejects.toThrow(DependencyUnavailable);
    expect(steps).toEqual([]);

    deps = { ...deps, attachments: { ...deps.attachments, put } };
    expect(await submit("key")).toMatchObject({ kind: "accepted", replayed: true });
    expect(steps).toEqual(["put", "store", "queue"]);
    expect(await submit("key")).toMatchObject({ kind: "accepted", replayed: true });
    expect(store.notifications.size).toBe(1);
  });

  test("leaves none behind where its user was erased meanwhile", async () => {
    deps = { ...deps, notifications: { add: async () => false } };
    expect(await submit()).toEqual({ kind: "erased" });
    expect(attachments.kept.size).toBe(0);
  });

  test("is refused, by the file's field, where a file is none", async () => {
    const refused = async (attachment: object) => {
      const { attachments: _, ...rest } = body;
      const acceptance = await acceptNotification(deps, {
        caller: "orders",
        body: { ...rest, attachments: [{ ...invoice, ...attachment }] },
        deadline: new Date(),
      });
      return acceptance.kind === "invalid" ? acceptance.faults.map(({ field }) => field) : [];
    };
    expect(await refused({ filename: "../etc/passwd" })).toEqual(["attachments.0.filename"]);
    expect(await refused({ filename: ".." })).toEqual(["attachments.0.filename"]);
    expect(await refused({ contentType: "pdf" })).toEqual(["attachments.0.contentType"]);
    expect(await refused({ contentType: "multipart/mixed" })).toEqual([
      "attachments.0.contentType",
    ]);
    expect(await refused({ content: "%PDF" })).toEqual(["attachments.0.content"]);
    expect(await refused({ content: "QUJD\nREVG" })).toEqual(["attachments.0.content"]);
    expect(await refused({ content: "QUI" })).toEqual(["attachments.0.content"]);
    expect(await refused({ inline: "a b" })).toEqual(["attachments.0.inline"]);
    expect(await refused({ url: "https://example.com/a.pdf" })).toEqual(["attachments.0.url"]);
    expect(await refused({ content: "QUJD".repeat(1_400_000) })).toEqual(["attachments"]);
  });
});

describe("a delivery with files", () => {
  let stage: AttemptStage;
  let loads: number;

  beforeEach(async () => {
    stage = new AttemptStage({ truncate: true });
    loads = 0;
    const files = new InMemoryAttachments();
    await files.put({ userId: "u-42", id: "01KAS0000000000000000000ID" }, [file]);
    stage.deps = {
      ...stage.deps,
      attachments: {
        load: (...asked) => {
          loads += 1;
          return files.load(...asked);
        },
      },
    };
    const [notification = expect.fail()] = [...stage.store.notifications.values()];
    stage.store.notifications.clear();
    await stage.store.add({ ...notification, attachments: [recorded] });
  });

  test("hands them to a provider that sends mail, and to no other", async () => {
    await stage.receive();
    expect(stage.one.received[0]).not.toHaveProperty("attachments");

    stage = await mailStage(stage);
    await stage.receive();
    expect(stage.one.received.at(-1)).toMatchObject({
      attachments: [{ ...recorded, content: bytes }],
    });
    expect(loads).toBe(2);
  });

  test("waits, and has used up no attempt, where they cannot be read", async () => {
    stage.deps = { ...stage.deps, attachments: { load: unavailable } };
    expect(await stage.receive()).toMatchObject({ kind: "put-back", reason: "waits" });
    expect(stage.one.received).toEqual([]);
    expect(
      (
        await stage.store.read({
          userId: "u-42",
          notificationId: "01KAS0000000000000000000ID",
          channel: "sms",
        })
      ).delivery,
    ).toBeUndefined();
  });
});

async function mailStage(stage: AttemptStage): Promise<AttemptStage> {
  const [notification = expect.fail()] = [...stage.store.notifications.values()];
  stage.store.notifications.clear();
  stage.store.deliveries.clear();
  await stage.store.add({ ...notification, addresses: { email: "ann@example.com" } });
  const mail = { ...stage.one, address: "email" } as const;
  stage.deps = { ...stage.deps, roster: { read: async () => [mail] } };
  return stage;
}
