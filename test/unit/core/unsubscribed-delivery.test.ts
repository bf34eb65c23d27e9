import { beforeEach, describe, expect, test } from "vitest";
import { standingsOf } from "../../../lambdas/core/candidates.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { scriptedProvider, unavailable } from "../../support/in-memory/providers.ts";
import { acceptedNotification } from "../../support/stored-items.ts";
import { AttemptStage } from "./attempt-stage.ts";

const off = { categories: { marketing: false } };
let stage: AttemptStage;

beforeEach(() => {
  stage = new AttemptStage();
});

function turn(changes: Parameters<typeof stage.store.setPreferences>[1]) {
  const stamp = { since: stage.time.now(), by: "link" } as const;
  return stage.store.setPreferences("u-42", changes, stamp);
}

/** Has the notification be of the category. */
function categorize(changes: Partial<Notification> = { category: "marketing" }): void {
  for (const [key, notification] of stage.store.notifications) {
    stage.store.notifications.set(key, { ...notification, ...changes });
  }
}

describe("a delivery of a category that is off", () => {
  test("ends without a provider call, for good, and its message goes", async () => {
    categorize();
    await turn(off);
    expect(await stage.receive()).toMatchObject({ kind: "ended", status: "failed", calls: [] });
    expect(await stage.record()).toMatchObject({
      status: "failed",
      failureReason: "unsubscribed",
      lastError: "the user has unsubscribed",
      attempts: 0,
      trail: [],
    });
    expect([...stage.one.received, ...stage.two.received]).toEqual([]);
    expect(await stage.receive()).toMatchObject({ kind: "dropped", reason: "already-ended" });
  });

  test("ends between two attempts as well", async () => {
    categorize();
    for (const provider of [stage.one, stage.two]) {
      provider.response = unavailable;
    }
    expect(await stage.receive()).toMatchObject({ kind: "put-back" });
    await turn(off);
    expect(await stage.receiveDue()).toMatchObject({ kind: "ended", status: "failed" });
    expect(await stage.record()).toMatchObject({ failureReason: "unsubscribed", attempts: 1 });
    expect(stage.one.received).toHaveLength(1);
  });

  test("is sent where the category was turned on again", async () => {
    categorize();
    await turn(off);
    await turn({ categories: { marketing: true } });
    expect(await stage.receive()).toMatchObject({ kind: "ended", status: "sent" });
  });

  test("has expired where it is too late besides", async () => {
    categorize({ category: "marketing", expiresAt: stage.time.now() });
    await turn(off);
    stage.time.advance(1_000);
    expect(await stage.receive()).toMatchObject({ kind: "ended", status: "expired" });
  });
});

test("what is transactional is sent, whatever category is off", async () => {
  await turn(off);
  expect(await stage.receive()).toMatchObject({ kind: "ended", status: "sent" });
});

test("nothing goes out on a channel that is off, transactional or not", async () => {
  await turn({ channels: { sms: false } });
  expect(await stage.receive()).toMatchObject({ kind: "ended", status: "failed" });
  expect(await stage.record()).toMatchObject({ failureReason: "unsubscribed" });
});

test("only mail is told where the user unsubscribes", () => {
  const notification = acceptedNotification({ category: "marketing" });
  const providers = [
    { ...scriptedProvider("ses"), address: "email" as const },
    { ...scriptedProvider("sns"), address: "phoneNumber" as const },
  ];
  const closed = { isSuppressed: () => false, unsubscribeUrl: "https://example.com/u" };
  const urls = standingsOf(providers, notification, "mix", closed).flatMap((each) =>
    "targets" in each ? each.targets.map(({ message }) => message.unsubscribeUrl) : ["none"],
  );
  expect(urls).toEqual(["https://example.com/u", undefined]);
});

test("where the user unsubscribes is asked for the notification that is sent", async () => {
  categorize();
  const asked: (string | undefined)[] = [];
  stage.deps = {
    ...stage.deps,
    unsubscribeUrlOf: ({ category }) => {
      asked.push(category);
      return undefined;
    },
  };
  await stage.receive();
  expect(asked).toEqual(["marketing"]);
});
