import type { APIGatewayProxyResult } from "aws-lambda";
import { jsonResponse, problemResponse } from "../../api/json-responses.ts";
import { problems } from "../../api/problems.ts";
import type { Acceptance, ThrottleState } from "../../core/accept-notification.ts";

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
    case "throttled":
      return throttledResponse(acceptance.throttle);
    case "accepted":
      return acceptedResponse(acceptance);
  }
}

function acceptedResponse({
  notification,
  replayed,
  throttle,
}: Extract<Acceptance, { kind: "accepted" }>): APIGatewayProxyResult {
  const { id, userId, channels } = notification;
  const body = {
    id,
    userId,
    status: "accepted",
    deliveries: channels.map((channel) => ({ channel, status: "queued" })),
  };
  return jsonResponse(202, body, {
    // Relative to the request, as what stands before /v1 is the deployer's: a stage, a domain.
    Location: `users/${encodeURIComponent(userId)}/notifications/${id}`,
    ...(replayed && { "Idempotency-Replayed": "true" }),
    ...(throttle && rateLimitFields(throttle)),
  });
}

function throttledResponse(throttle: ThrottleState): APIGatewayProxyResult {
  const { limit, resetSeconds } = throttle;
  const headers = rateLimitFields(throttle);
  return problemResponse(problems.throttled(limit, { retryAfterSeconds: resetSeconds, headers }));
}

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function rateLimitFields({ limit, remaining, resetSeconds }: ThrottleState) {
  return {
    "RateLimit-Policy": `"responses-per-hour";q=${limit};w=3600`,
    RateLimit: `"responses-per-hour";r=${remaining};t=${resetSeconds}`,
  };
}
