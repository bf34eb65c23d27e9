import { describe, expect, test } from "vitest";
import type { TrackedDelivery } from "../../../client/herald-client.ts";
import { groupByAttempt, timelineOf } from "../../../console/timeline.ts";

const registeredAt = "2026-11-23T12:00:00.000Z";

/** A provider call so many milliseconds after the registration. */
function call(afterMs: number, provider: string, outcome: "accepted" | "unavailable", ms = 20) {
  const at = new Date(Date.parse(registeredAt) + afterMs).toISOString();
  return { at, provider, outcome, ms, ...(outcome === "unavailable" && { code: "http-503" }) };
}

function delivery(rest: Partial<TrackedDelivery>): TrackedDelivery {
  return { channel: "sms", status: "queued", attempts: 0, ...rest };
}

function linesOf(rest: Partial<TrackedDelivery>): string[] {
  return timelineOf({ registeredAt }, delivery(rest)).map(({ title, attempt }) =>
    attempt === undefined ? title : `${attempt}. ${title}`,
  );
}

test("a delivery without a record is accepted, queued, and waits", () => {
  expect(linesOf({})).toEqual(["Accepted", "Queued on sms", "Waiting for its first attempt"]);
});

test("a failover is two calls of one attempt, and ends as sent", () => {
  const trail = [call(100, "twilio", "unavailable"), call(125, "sns", "accepted")];
  const sentAt = "2026-11-23T12:00:00.150Z";
  expect(linesOf({ status: "sent", attempts: 1, provider: "sns", sentAt, trail })).toEqual([
    "Accepted",
    "Queued on sms",
    "1. twilio: unavailable",
    "sns: accepted",
    "Sent by sns",
    "No receipt yet",
  ]);
});

test("a receipt is the last line", () => {
  const trail = [call(100, "ses", "accepted")];
  const lines = linesOf({
    status: "delivered",
    attempts: 1,
    provider: "ses",
    sentAt: "2026-11-23T12:00:00.150Z",
    deliveredAt: "2026-11-23T12:00:02.000Z",
    trail,
  });
  expect(lines.slice(-2)).toEqual(["Sent by ses", "Delivered"]);
});

test("receipts are told in their order, whatever order they are kept in", () => {
  const at = (second: number) => `2026-11-23T12:00:0${second}.000Z`;
  const lines = linesOf({
    status: "failed",
    failureReason: "bounced",
    provider: "ses",
    sentAt: at(1),
    deliveredAt: at(2),
    receipts: [
      { at: at(3), result: "bounced", code: "Permanent" },
      { at: at(2), result: "delivered" },
    ],
  });
  expect(lines.slice(2)).toEqual(["Sent by ses", "Delivered", "Bounced", "Failed: bounced"]);
});

test("between attempts the next one's time is told", () => {
  const nextAttemptAt = "2026-11-23T12:00:04.000Z";
  const trail = [call(100, "twilio", "unavailable")];
  const events = timelineOf(
    { registeredAt },
    delivery({ status: "retrying", attempts: 1, nextAttemptAt, trail }),
  );
  expect(events.at(-1)).toMatchObject({ title: "Next attempt", at: nextAttemptAt });
});

test("a failure says why, and that it was sent before it came back", () => {
  const failed = timelineOf(
    { registeredAt },
    delivery({ status: "failed", failureReason: "attempts-exhausted", attempts: 4 }),
  ).at(-1);
  expect(failed).toMatchObject({
    title: "Failed: attempts-exhausted",
    tone: "bad",
    detail: "No provider took it in any attempt.",
  });
  const sentAt = "2026-11-23T12:00:00.150Z";
  expect(linesOf({ status: "failed", provider: "ses", sentAt }).slice(-2)).toEqual([
    "Sent by ses",
    "Failed: no reason known",
  ]);
});

test("a provider that is called again, or after a pause, is in another attempt", () => {
  const trail = [
    call(0, "sns", "unavailable"),
    call(2_000, "twilio", "unavailable"),
    call(2_030, "sns", "unavailable"),
    call(2_100, "twilio", "unavailable"),
  ];
  const providers = groupByAttempt(trail).map((calls) => calls.map(({ provider }) => provider));
  expect(providers).toEqual([["sns"], ["twilio", "sns"], ["twilio"]]);
});

test("a call that takes long is no pause", () => {
  const trail = [call(0, "twilio", "unavailable", 3_000), call(3_010, "sns", "accepted")];
  expect(groupByAttempt(trail)).toHaveLength(1);
});

test("attempts whose calls are no longer in the trail are counted", () => {
  const trail = [call(0, "twilio", "unavailable"), call(4_000, "twilio", "accepted")];
  const lines = linesOf({ status: "sent", attempts: 7, provider: "twilio", trail });
  expect(lines).toContain("6. twilio: unavailable");
  expect(lines).toContain("7. twilio: accepted");
});

describe("a timeline has", () => {
  const at = (ms: number) => new Date(Date.parse(registeredAt) + ms).toISOString();

  test("the providers that were passed over, in their attempts", () => {
    const trail = [call(100, "sns", "unavailable"), call(4_000, "sns", "accepted")];
    const passedOver = [
      { at: at(100), provider: "twilio", reason: "down" as const },
      { at: at(4_000), provider: "twilio", reason: "no-settings" as const },
    ];
    const rest = { status: "sent" as const, attempts: 2, provider: "sns", sentAt: at(4_020) };
    const events = timelineOf({ registeredAt }, delivery({ ...rest, trail, passedOver }));
    expect(events.slice(2, 6)).toMatchObject([
      { attempt: 1, title: "twilio: passed over", detail: "It was known to be down." },
      { title: "sns: unavailable" },
      { attempt: 2, title: "twilio: passed over", detail: expect.stringContaining("no settings") },
      { title: "sns: accepted" },
    ]);
    expect(events[3]).not.toHaveProperty("attempt");
  });

  test("who was not asked as every address is suppressed", () => {
    const passedOver = [{ at: at(100), provider: "sns", reason: "suppressed" as const }];
    const failed = { status: "failed" as const, failureReason: "suppressed" as const };
    expect(linesOf({ ...failed, attempts: 1, passedOver }).slice(2)).toEqual([
      "1. sns: passed over",
      "Failed: suppressed",
    ]);
  });

  test("who retried and canceled it, between the attempts", () => {
    const trail = [call(100, "sns", "unavailable"), call(9_000, "sns", "unavailable")];
    const interventions = [
      { at: at(5_000), kind: "retry" as const, caller: "support" },
      { at: at(9_500), kind: "cancel" as const, caller: "default" },
      { at: at(9_600), kind: "redrive" as const },
    ];
    expect(linesOf({ status: "queued", attempts: 2, trail, interventions }).slice(2)).toEqual([
      "1. sns: unavailable",
      "Retried by support",
      "2. sns: unavailable",
      "Canceled by default",
      "Redriven from the dead-letter queue",
      "Waiting for its first attempt",
    ]);
  });

  test("what suppressed an address, a call and a receipt", () => {
    const refused = {
      outcome: "refused" as const,
      code: "21610",
      suppressed: "phoneNumber" as const,
    };
    const trail = [{ at: at(100), provider: "twilio", ms: 5, ...refused }];
    expect(linesOf({ status: "failed", failureReason: "refused", attempts: 1, trail })).toContain(
      "Phone number suppressed",
    );
    const receipts = [{ at: at(900), result: "bounced" as const, suppressed: "email" as const }];
    expect(linesOf({ status: "failed", failureReason: "bounced", receipts }).slice(2, 4)).toEqual([
      "Bounced",
      "E-mail suppressed",
    ]);
  });

  test("what a code means, and where it says so; else what the outcome means", () => {
    const explanation = { text: "The message is too long.", url: "https://example.com/21617" };
    const trail = [
      { at: at(100), provider: "twilio", ms: 5, outcome: "refused" as const, code: "21617" },
    ];
    const eventOf = (changes: object) =>
      timelineOf(
        { registeredAt },
        delivery({ trail: trail.map((each) => ({ ...each, ...changes })) }),
      )[2];
    expect(eventOf({ explanation })).toMatchObject({
      code: "21617",
      detail: explanation.text,
      url: explanation.url,
    });
    expect(eventOf({})?.detail).toMatch(/refused this recipient or this content/);
  });
});

test("calls for several addresses are of one attempt, and say which", () => {
  const trail = [
    { ...call(100, "fcm", "accepted"), address: 0 },
    { ...call(100, "fcm", "unavailable"), address: 1 },
    { ...call(130, "pushy", "accepted"), address: 1 },
  ];
  const sentAt = "2026-11-23T12:00:00.150Z";
  const at = "2026-11-23T12:00:02.000Z";
  const receipts = [{ at, result: "delivered" as const, address: 1 }];
  const sent = {
    status: "delivered",
    attempts: 1,
    provider: "fcm",
    sentAt,
    trail,
    receipts,
  } as const;
  expect(linesOf(sent).slice(2)).toEqual([
    "1. fcm to address 1: accepted",
    "fcm to address 2: unavailable",
    "pushy to address 2: accepted",
    "Sent by fcm",
    "Delivered at address 2",
  ]);
});
