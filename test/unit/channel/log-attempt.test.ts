import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { beforeEach, expect, test } from "vitest";
import type { ProviderCall } from "../../../lambdas/core/delivery.ts";
import type { OutcomeKind } from "../../../lambdas/core/outcome.ts";
import { outcomeKinds } from "../../../lambdas/core/outcome.ts";
import { logAttempt } from "../../../lambdas/functions/channel/log-attempt.ts";
import { metrics } from "../../../lambdas/runtime/metrics.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };

beforeEach(() => metrics.clearMetrics());

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
