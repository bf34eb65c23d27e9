import type { APIGatewayProxyResult } from "aws-lambda";
import { jsonResponse, problemResponse } from "../../api/json-responses.ts";
import { overLimit } from "../../api/limit-problem.ts";
import { problems } from "../../api/problems.ts";
import type { Acceptance, ThrottleState } from "../../core/accept-notification.ts";
import type { DryRun } from "../../core/dry-run.ts";
import type { AppliedLimit } from "../../core/limit-steps.ts";

/** The HTTP response to a request, by what it came to. */
export function responseFor(acceptance: Acceptance): APIGatewayProxyResult {
  switch (acceptance.kind) {
    case "invalid":
      return problemResponse(problems.invalidRequest(acceptance.faults));
    case "key-reused":
      return problemResponse(problems.keyReused);
    case "erased":
      return problemResponse(problems.erased);
    case "under-way":
      return problemResponse(problems.underWay(acceptance.retryAfterSeconds));
    case "over-limit":
      return overLimitResponse(acceptance.over);
    case "accepted":
      return acceptedResponse(acceptance);
  }
}

function acceptedResponse({
  notification,
  replayed,
  throttle,
}: Extract<Acceptance, { kind: "accepted" }>): APIGatewayProxyResult {
  const { id, userId, channels, sms } = notification;
  const body = {
    id,
    userId,
    status: "accepted",
    ...(sms && { sms }),
    deliveries: channels.map((channel) => ({ channel, status: "queued" })),
  };
  return jsonResponse(202, body, {
    // Relative to the request, as what stands before /v1 is the deployer's: a stage, a domain.
    Location: `users/${encodeURIComponent(userId)}/notifications/${id}`,
    ...(replayed && { "Idempotency-Replayed": "true" }),
    ...(throttle && rateLimitFields(throttle)),
  });
}

/** The HTTP response to a dry run, by what it came to. */
export function dryRunResponseFor(result: DryRun): APIGatewayProxyResult {
  switch (result.kind) {
    case "invalid":
      return problemResponse(problems.invalidRequest(result.faults));
    case "key-reused":
      return problemResponse(problems.keyReused);
    case "checked": {
      const { kind: _, limits, ...rest } = result;
      const shown = limits.map(({ needs: __, ...use }) => use);
      return jsonResponse(200, { ...rest, limits: shown });
    }
  }
}

function overLimitResponse(over: AppliedLimit): APIGatewayProxyResult {
  const { limit, max, resetSeconds } = over;
  if (limit !== "responses-per-hour") {
    return problemResponse(overLimit(limit, over));
  }
  const headers = rateLimitFields({ limit: max, remaining: 0, resetSeconds });
  return problemResponse(problems.throttled(max, { retryAfterSeconds: resetSeconds, headers }));
}

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function rateLimitFields({ limit, remaining, resetSeconds }: ThrottleState) {
  return {
    "RateLimit-Policy": `"responses-per-hour";q=${limit};w=3600`,
    RateLimit: `"responses-per-hour";r=${remaining};t=${resetSeconds}`,
  };
}
