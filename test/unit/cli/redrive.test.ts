import { ulid } from "ulid";
import { beforeEach, describe, expect, test } from "vitest";
import type {
  RedriveDependencies,
  RedriveOptions,
  RedriveTally,
} from "../../../cli/redrive/redrive.ts";
import { fateIn, redrive, seenIn } from "../../../cli/redrive/redrive.ts";
import { summaryRows } from "../../../cli/redrive/redrive-summary.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { InMemoryDeadLetters } from "../../support/in-memory/dead-letters.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { users } from "../../support/stage-secret.ts";

let letters: InMemoryDeadLetters;
let store: InMemoryStore;
let time: VirtualTime;
let sent: DeliveryReference[];
let stop: AbortController;
let tally: RedriveTally;

beforeEach(() => {
  letters = new InMemoryDeadLetters();
  store = new InMemoryStore();
  time = new VirtualTime();
  sent = [];
  stop = new AbortController();
});

/** Puts messages of stored notifications into the dead-letter queue; returns their deliveries. */
async function addLetters(count: number): Promise<DeliveryReference[]> {
  const sentAt = new Date(time.now().getTime() - 60_000);
  const references = Array.from({ length: count }, () => ({
    userId: "u-42",
    notificationId: ulid(),
    channel: "sms",
  }));
  for (const reference of references) {
    await store.add({
      id: reference.notificationId,
      userId: "u-42",
      message: "Hi",
      addresses: {},
      channels: ["sms"],
      expectsResponse: false,
      registeredAt: sentAt,
    });
    const messageId = `of ${reference.notificationId}`;
    letters.add({ messageId, receiptHandle: "", body: JSON.stringify(reference), sentAt });
  }
  return references;
}

async function run(
  options: Partial<RedriveOptions> = {},
  deps: Partial<RedriveDependencies> = {},
): Promise<void> {
  tally = { waiting: await letters.count(), fates: new Map() };
  const queues = {
    send: async (reference: DeliveryReference) => {
      sent.push(reference);
    },
  };
  await redrive(
    {
      letters,
      deliveries: store,
      queues,
      users,
      clock: time,
      pace: { turn: async (signal) => !signal.aborted },
      signal: stop.signal,
      onLetter: () => {},
      ...deps,
    },
    { channel: "sms", limit: 1_000, dryRun: false, dropEnded: false, ...options },
    tally,
  );
}

test("moves every message, each once", async () => {
  const references = await addLetters(25);
  await run();
  expect(new Set(sent)).toEqual(new Set(references));
  expect(sent).toHaveLength(25);
  expect(letters.letters.size).toBe(0);
});

test("a dry run counts the same and changes nothing", async () => {
  await addLetters(25);
  await run({ dryRun: true });
  expect(fateIn(tally, "moved")).toBe(25);
  expect(sent).toEqual([]);
  expect(letters.visible).toHaveLength(25);
});

test("moves no more than the limit", async () => {
  await addLetters(25);
  await run({ limit: 12 });
  expect(sent).toHaveLength(12);
  expect(letters.visible).toHaveLength(13);
});

test("leaves a malformed message, and one of another channel", async () => {
  const sentAt = new Date(0);
  const [reference] = await addLetters(1);
  const ofEmail = JSON.stringify({ ...reference, channel: "email" });
  letters.add({ messageId: "not JSON", receiptHandle: "", body: "{", sentAt });
  letters.add({ messageId: "of email", receiptHandle: "", body: ofEmail, sentAt });
  await run();
  expect(fateIn(tally, "malformed")).toBe(2);
  expect(letters.visible).toEqual(["not JSON", "of email"]);
});

test("deletes messages of erased notifications only when told to", async () => {
  await addLetters(2);
  store.notifications.clear();
  await run();
  expect(fateIn(tally, "erased")).toBe(2);
  expect(letters.visible).toHaveLength(2);
  await run({ dropEnded: true });
  expect(fateIn(tally, "dropped")).toBe(2);
  expect(letters.letters.size).toBe(0);
  expect(sent).toEqual([]);
});

test("looks at what was there at its start, also while more arrives", async () => {
  await addLetters(5);
  await run({}, { onLetter: () => void addLetters(1) });
  expect(seenIn(tally)).toBe(5);
});

test("ends when messages that it left come back before its end", async () => {
  const letter = { messageId: "again", receiptHandle: "", body: "", sentAt: new Date(0) };
  await addLetters(3);
  letters.add(letter);
  await run({ limit: 2 }, { onLetter: () => letters.hidden.clear() });
  expect(fateIn(tally, "malformed")).toBeLessThanOrEqual(1);
  expect(letters.letters.has("again")).toBe(true);
});

describe("a pass that does not come to its end", () => {
  test("stopped between two messages, it puts back the rest", async () => {
    await addLetters(25);
    const stopAtThird = (_: unknown, { fates }: RedriveTally) => {
      if (fates.get("moved") === 3) {
        stop.abort();
      }
    };
    letters.maxPerReceive = 1;
    await run({}, { onLetter: stopAtThird });
    expect(sent).toHaveLength(3);
    expect(letters.visible).toHaveLength(22);
    expect(summaryRows(tally, {})).toEqual([
      ["moved back to the queue", 3],
      ["left: not looked at", 22],
    ]);
  });

  test("a message that may not have been sent is not deleted", async () => {
    await addLetters(3);
    const send = async () => {
      throw new DependencyUnavailable("SQS", new Error("no"));
    };
    await expect(run({}, { queues: { send } })).rejects.toThrow(DependencyUnavailable);
    expect(letters.visible).toHaveLength(3);
  });

  test("a message that was sent but may not have been deleted stays, to be moved again", async () => {
    await addLetters(1);
    letters.remove = async () => {
      throw new DependencyUnavailable("SQS", new Error("no"));
    };
    await expect(run()).rejects.toThrow(DependencyUnavailable);
    expect(sent).toHaveLength(1);
    expect(letters.visible).toHaveLength(1);
  });
});
