import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { receiptResults } from "../../../lambdas/core/delivery.ts";
import type { Receipt } from "../../../lambdas/core/receipt.ts";
import {
  afterReceipt,
  isAbout,
  provenSent,
  receiptLimit,
  takesReceipts,
} from "../../../lambdas/core/receipt.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };

const sent: Delivery = {
  ...reference,
  status: "sent",
  attempts: 1,
  attemptsInRound: 1,
  lastAttempt: false,
  version: 2,
  leaseToken: "claim",
  leaseUntil: new Date("2026-11-23T15:21:00Z"),
  updatedAt: new Date("2026-11-23T15:20:31Z"),
  sentAt: new Date("2026-11-23T15:20:31Z"),
  provider: "twilio",
  providerMessageId: "SM1",
  possibleDuplicate: false,
  trail: [],
};

function receipt(changes: Partial<Receipt> = {}): Receipt {
  return {
    ...reference,
    provider: "twilio",
    providerMessageId: "SM1",
    result: "delivered",
    at: new Date("2026-11-23T15:21:00Z"),
    ...changes,
  };
}

const bounced = receipt({ result: "bounced", code: "General" });

describe("a receipt", () => {
  test("of delivery moves a sent delivery to delivered, at the provider's time", () => {
    expect(afterReceipt(sent, receipt(), "write-1")).toEqual({
      ...sent,
      status: "delivered",
      version: 3,
      leaseToken: "write-1",
      deliveredAt: receipt().at,
      receipts: [{ result: "delivered", at: receipt().at }],
    });
  });

  test.each(["bounced", "undelivered"] as const)("that says %s fails it", (result) => {
    const next = afterReceipt(sent, receipt({ result, code: "30003" }), "write-1");
    expect(next).toMatchObject({
      status: "failed",
      failureReason: result,
      lastError: `twilio ${result}: 30003`,
    });
    expect(next.deliveredAt).toBeUndefined();
  });

  test("of failure without a code says so without one", () => {
    const next = afterReceipt(sent, receipt({ result: "undelivered" }), "write-1");
    expect(next.lastError).toBe("twilio undelivered");
  });

  test("of a complaint means that the message has arrived", () => {
    const next = afterReceipt(sent, receipt({ result: "complained" }), "write-1");
    expect(next).toMatchObject({ status: "delivered", deliveredAt: receipt().at });
  });

  test("that suppressed an address says which, also where an earlier one did not", () => {
    const address = "email" as const;
    const suppressing = { ...bounced, suppress: { address, reason: "bounced" as const } };
    const suppressed = [
      { at: bounced.at, result: "bounced", code: "General", suppressed: address },
    ];
    const once = afterReceipt(sent, suppressing, "write-1");
    expect(once.receipts).toEqual(suppressed);
    expect(afterReceipt(once, bounced, "write-2")).toBe(once);
    const later = { ...suppressing, at: new Date(bounced.at.getTime() + 1_000) };
    const both = afterReceipt(afterReceipt(sent, bounced, "write-1"), later, "write-2");
    expect(both.receipts).toEqual(suppressed);
  });

  test("that comes after a failure does not take it back", () => {
    const next = afterReceipt(afterReceipt(sent, bounced, "write-1"), receipt(), "write-2");
    expect(next).toMatchObject({ status: "failed", failureReason: "bounced", version: 4 });
  });

  test.each([
    [[receipt(), receipt({ result: "undelivered", code: "Transient.General" })]],
    [[receipt({ result: "undelivered", code: "Transient.General" }), receipt()]],
  ])("that it could not be delivered does not take back that it was", (receipts) => {
    expect(endOf(receipts)).toMatchObject({ status: "delivered", deliveredAt: receipt().at });
    expect(endOf(receipts)).not.toHaveProperty("failureReason");
    expect(endOf(receipts)).not.toHaveProperty("lastError");
  });

  test("that the user unsubscribed means that the message has arrived", () => {
    const next = afterReceipt(sent, receipt({ result: "unsubscribed" }), "write-1");
    expect(next).toMatchObject({ status: "delivered", deliveredAt: receipt().at });
  });

  test("that says nothing new leaves the very same delivery", () => {
    const delivered = afterReceipt(sent, receipt(), "write-1");
    expect(afterReceipt(delivered, receipt(), "write-2")).toBe(delivered);
    const later = receipt({ at: new Date("2026-11-23T16:00:00Z") });
    expect(afterReceipt(delivered, later, "write-2")).toBe(delivered);
  });
});

describe("a delivery", () => {
  test.each([
    ["sent", undefined, true],
    ["delivered", undefined, true],
    ["failed", "bounced", true],
    ["failed", "undelivered", true],
    ["failed", "refused", false],
    ["failed", "attempts-exhausted", false],
    ["failed", "canceled", false],
    ["sending", undefined, false],
    ["retrying", undefined, false],
    ["expired", undefined, false],
  ] as const)("that is %s (%s) takes receipts: %s", (status, failureReason, expected) => {
    const delivery = { ...sent, status, ...(failureReason && { failureReason }) };
    expect(takesReceipts(delivery)).toBe(expected);
  });

  test.each([
    ["its message", {}, true],
    ["another message", { providerMessageId: "SM12" }, false],
    ["another provider's message", { provider: "sns" }, false],
  ])("is what a receipt of %s is about: %s", (_, changes, expected) => {
    expect(isAbout(receipt(changes), sent)).toBe(expected);
  });

  test("that was never sent is what no receipt is about", () => {
    const { provider: _, providerMessageId: __, ...unsent } = sent;
    expect(isAbout(receipt(), unsent)).toBe(false);
  });
});

describe("a delivery whose sending is in doubt", () => {
  const { provider: _, providerMessageId: __, sentAt: ___, ...unsent } = sent;
  const call = { at: new Date("2026-11-23T15:20:30Z"), provider: "twilio", ms: 3_000 } as const;
  const unknown = { ...call, outcome: "unknown", code: "timeout" } as const;
  const inDoubt = { ...unsent, trail: [unknown] };

  test.each([
    ["retrying", { status: "retrying", nextAttemptAt: new Date("2026-11-23T15:30:00Z") }],
    ["queued once more", { status: "queued" }],
    ["held", { status: "failed", failureReason: "unknown" }],
    ["given up", { status: "failed", failureReason: "attempts-exhausted" }],
    ["left by a function that died", { status: "sending", trail: [] }],
  ] as const)("and that is %s is proven sent by a receipt of the provider", (_name, changes) => {
    const proven = provenSent({ ...inDoubt, ...changes }, receipt());
    expect(proven).toMatchObject({ status: "sent", provider: "twilio", providerMessageId: "SM1" });
    expect(proven).not.toHaveProperty("nextAttemptAt");
    expect(proven).not.toHaveProperty("failureReason");
    if (changes.status !== "sending") {
      expect(proven?.sentAt).toEqual(unknown.at);
    }
  });

  test.each([
    ["whose outcome is known", { trail: [{ ...unknown, outcome: "unavailable" }] }, {}],
    ["whose call of another provider it was", {}, { provider: "sns" }],
    ["that another provider has taken since", { provider: "sns" }, {}],
    ["that was refused", { status: "failed", failureReason: "refused" }, {}],
    ["that was canceled", { status: "failed", failureReason: "canceled" }, {}],
    ["that has expired", { status: "expired" }, {}],
  ] as const)("is not proven sent where it is one %s", (_name, changes, receiptChanges) => {
    const delivery = { ...inDoubt, status: "retrying", ...changes } as Delivery;
    expect(provenSent(delivery, receipt(receiptChanges))).toBeUndefined();
  });
});

const anyReceipt = fc
  .record({
    result: fc.constantFrom(...receiptResults),
    code: fc.constantFrom(undefined, "1", "2", "3"),
    minute: fc.integer({ min: 0, max: 59 }),
    isSuppressing: fc.boolean(),
  })
  .map(({ result, code, minute, isSuppressing }) =>
    receipt({
      result,
      ...(isSuppressing && { suppress: { address: "email", reason: "bounced" } }),
      ...(code !== undefined && { code }),
      at: new Date(Date.UTC(2026, 10, 23, 16, minute)),
    }),
  );

/** Receipts, and the same receipts in another order, some of them more than once. */
const twoOrders = fc
  .array(anyReceipt, { minLength: 1, maxLength: 15 })
  .chain((receipts) =>
    fc.tuple(
      fc.constant(receipts),
      fc.array(fc.constantFrom(...receipts), { maxLength: 10 }),
      fc.infiniteStream(fc.nat()),
    ),
  )
  .map(([receipts, repeated, order]) => {
    const keyed = [...receipts, ...repeated].map((each) => [order.next().value, each] as const);
    return [receipts, keyed.toSorted(([a], [b]) => a - b).map(([, each]) => each)] as const;
  });

function endOf(receipts: readonly Receipt[]) {
  const end = receipts.reduce((delivery, each) => afterReceipt(delivery, each, "write"), sent);
  return { ...end, version: 0 };
}

test("receipts in any order, however often repeated, end in the same state", () => {
  fc.assert(
    fc.property(twoOrders, ([receipts, shuffled]) => {
      expect(endOf(shuffled)).toEqual(endOf(receipts));
    }),
    { numRuns: 1_000 },
  );
});

test("no receipt ever takes a delivery back, and few are kept", () => {
  const rank = ({ status, failureReason }: Delivery) =>
    ["sent", "undelivered", "delivered", "bounced"].indexOf(failureReason ?? status);
  fc.assert(
    fc.property(fc.array(anyReceipt), (receipts) => {
      let delivery = sent;
      for (const each of receipts) {
        const next = afterReceipt(delivery, each, "write");
        expect(rank(next)).toBeGreaterThanOrEqual(rank(delivery));
        expect(next.receipts?.length).toBeLessThanOrEqual(receiptLimit);
        delivery = next;
      }
    }),
  );
});
