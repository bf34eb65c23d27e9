import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AttemptResult } from "../../../lambdas/core/attempt-delivery.ts";
import type { ProviderCall } from "../../../lambdas/core/delivery.ts";
import type { OutcomeKind } from "../../../lambdas/core/outcome.ts";
import { outcomeKinds } from "../../../lambdas/core/outcome.ts";
import { logAttempt } from "../../../lambdas/functions/channel/log-attempt.ts";
import { logger, userHash } from "../../../lambdas/runtime/logger.ts";
import { metrics } from "../../../lambdas/runtime/metrics.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };

beforeEach(() => metrics.clearMetrics());

afterEach(() => {
  vi.restoreAllMocks();
});

function callsOf(outcomes: readonly OutcomeKind[]): ProviderCall[] {
  return outcomes.map((outcome) => ({ at: new Date(), provider: "twilio", outcome, ms: 1 }));
}

/** The metrics that an attempt with these calls is counted by, apart from its own. */
function counted(outcomes: readonly OutcomeKind[]): Record<string, unknown> {
  const calls = callsOf(outcomes);
  logAttempt(reference, 1, { kind: "put-back", reason: "none-accepted", delaySeconds: 1, calls });
  const { _aws, ...rest } = metrics.serializeMetrics();
  const names = _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics).map(({ Name, Unit }) => {
    expect(Unit).toBe(MetricUnit.Count);
    return Name;
  });
  const { PutBack, ...others } = Object.fromEntries(names.map((name) => [name, rest[name]]));
  expect(PutBack).toBeDefined();
  return others;
}

test.each([
  ["accepted", {}],
  ["refused", {}],
  ["throttled", { ProviderThrottled: 1 }],
  ["misconfigured", { MisconfiguredProvider: 1 }],
  ["unavailable", { ProviderFailure: 1 }],
  ["unknown", { ProviderFailure: 1 }],
] as const)("a call that was %s is counted as %o", (outcome, expected) => {
  expect(counted([outcome])).toEqual(expected);
});

test("each call of an attempt is counted", () => {
  expect(counted([...outcomeKinds, "throttled"])).toEqual({
    ProviderThrottled: [1, 1],
    MisconfiguredProvider: 1,
    ProviderFailure: [1, 1],
  });
});

const { userId, ...ids } = reference;
const line = { ...ids, userHash: userHash(userId), receiveCount: 2 };

test.each<[AttemptResult, string]>([
  [{ kind: "ended", status: "sent", calls: [] }, "DeliverySent"],
  [{ kind: "ended", status: "failed", calls: [] }, "DeliveryFailed"],
  [{ kind: "ended", status: "expired", calls: [] }, "DeliveryFailed"],
  [{ kind: "dropped", reason: "erased" }, "DeliveryDropped"],
  [{ kind: "put-back", reason: "none-accepted", delaySeconds: 3, calls: [] }, "PutBack"],
  [
    { kind: "put-back", reason: "attempts-exhausted", delaySeconds: 0, calls: [] },
    "DeliveryFailed",
  ],
])("an attempt that came to %o is one line, and counted as %s", (result, metric) => {
  const info = vi.spyOn(logger, "info").mockReturnValue();
  logAttempt(reference, 2, result);
  const { kind: attempt, ...rest } = result;
  expect(info.mock.calls).toEqual([["attempt", { ...line, attempt, ...rest }]]);
  const { _aws } = metrics.serializeMetrics();
  expect(_aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name)).toEqual([metric]);
});

test("nothing is said of a message on its way to the dead-letter queue", () => {
  const info = vi.spyOn(logger, "info").mockReturnValue();
  logAttempt(reference, 2, { kind: "put-back", reason: "used-up", delaySeconds: 0, calls: [] });
  expect(info).not.toHaveBeenCalled();
  expect(metrics.hasStoredMetrics()).toBe(false);
});
