import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkContent, countContent } from "../../../soak/check-content.ts";
import { keyIn, planContent } from "../../../soak/content.ts";
import type { GroundTruth } from "../../../soak/ground-truth.ts";
import { planCalls } from "../../../soak/plan.ts";
import { SeededRandom } from "../../../soak/random.ts";
import type { MadeCall } from "../../../soak/traffic.ts";
import { brokenPromises } from "../../../soak/verdict.ts";

const run = "soak-0123abcd";
const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 15, 0, second));
const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");
const file = {
  filename: "a.txt",
  contentType: "text/plain",
  content: Buffer.from("its file").toString("base64"),
};

function made(index: number, second: number, submission: object, changes = {}): MadeCall {
  const key = `${run}-${index}`;
  const user = { userId: "u-42", email: "ann@example.com" };
  return {
    call: {
      key,
      submission: { ...user, message: key, channels: ["email"], ...submission },
      repeat: "none",
    },
    results: [{ kind: "accepted", id: `n-${index}` }],
    from: at(second),
    until: at(second + 1),
    ...changes,
  };
}

function truthOf(...received: readonly object[]): GroundTruth {
  const mails = received.map((each) => ({
    provider: "ses",
    recipient: "ann@example.com",
    ...each,
  }));
  return {
    notifications: [],
    deliveries: [],
    received: mails,
    deadLetters: [],
    queued: 0,
  } as never;
}

const brokenBy = (calls: readonly MadeCall[], truth: GroundTruth) =>
  brokenPromises({ seen: [], promises: checkContent(calls, truth) });

describe("a mail", () => {
  const call = made(1, 0, { attachments: [file] });

  test("with its call's file breaks nothing, and is counted", () => {
    const truth = truthOf({ text: `${run}-1`, attachments: [{ sha256: sha256Of("its file") }] });
    expect(brokenBy([call], truth)).toEqual([]);
    const counted = countContent([call], truth);
    expect(counted).toContainEqual({ what: "mails with a file that providers took", count: 1 });
  });

  test.each([
    ["without it", undefined],
    ["with another", [{ sha256: sha256Of("another") }]],
    ["with one more", [{ sha256: sha256Of("its file") }, { sha256: sha256Of("another") }]],
  ])("%s is found", (_, attachments) => {
    const broken = brokenBy([call], truthOf({ text: `Order ${run}-1 is ready`, attachments }));
    expect(broken).toEqual([
      { what: "mails without their call's file, or with another", broken: [`${run}-1 ses`] },
    ]);
  });

  test("is not looked for in what is no mail, nor in what is not of the soak", () => {
    const sms = { provider: "twilio", text: `${run}-1` };
    const other = { text: "Your order", attachments: [{ sha256: "x" }] };
    expect(brokenBy([call], truthOf(sms, other))).toEqual([]);
  });
});

test("what is sent of a category after its user had unsubscribed is found, and what was before is not", () => {
  const digest = { category: "digest" };
  const calls = [
    made(1, 0, digest),
    made(2, 2, {}, { unsubscribedAt: at(2) }),
    made(3, 3, digest),
    made(4, 4, {}),
    made(5, 5, { ...digest, userId: "u-43" }),
  ];
  const truth = truthOf(...[1, 2, 3, 4, 5].map((index) => ({ text: `${run}-${index}` })));
  expect(brokenBy(calls, truth)).toEqual([
    { what: "sent of a category after its user had unsubscribed", broken: [`${run}-3 ses`] },
  ]);
});

test.each([
  [`${run}-12`, `${run}-12`],
  [`Order ${run}-12 is ready: 1 item`, `${run}-12`],
  [`${run}-12, you can collect it`, `${run}-12`],
  [`${run}-12-changed`, `${run}-12-changed`],
  [`${run}-at-14-3`, `${run}-at-14-3`],
  ["Your order is ready", ""],
])("the key in “%s” is “%s”", (text, key) => {
  expect(keyIn(text)).toBe(key);
});

test("a plan has every kind of content, the same for one seed", () => {
  const plan = { seed: 9, users: 3, notifications: 100 } as never;
  const calls = planCalls(plan, run);
  const kinds = ["html", "attachments", "category", "template"] as const;
  for (const kind of kinds) {
    expect(calls.some(({ submission }) => submission[kind])).toBe(true);
    expect(calls.some(({ submission }) => !submission[kind])).toBe(true);
  }
  expect(calls.some(({ unsubscribes }) => unsubscribes)).toBe(true);
  const [one, other] = [new SeededRandom(1), new SeededRandom(1)];
  expect(planContent(one, "a")).toEqual(planContent(other, "a"));
});
