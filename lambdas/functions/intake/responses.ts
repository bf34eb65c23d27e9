import type { APIGatewayProxyResult } from "aws-lambda";
import type { Problem } from "../../api/problem-documents.ts";
import { invalidRequest, jsonResponse, problemResponse } from "../../api/problem-documents.ts";
import type { Acceptance, ThrottleState } from "../../core/accept-notification.ts";

/** The HTTP answer to a request, by what it came to. */
export function responseFor(acceptance: Acceptance): APIGatewayProxyResult {
  switch (acceptance.kind) {
    case "invalid":
      return problemResponse(invalidRequest(acceptance.faults));
    case "key-reused":
      return problemResponse(keyReused);
    case "under-way":
      return problemResponse(underWay(acceptance.retryAfterSeconds));
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

const keyReused: Problem = {
  status: 422,
  title: "Unprocessable Content",
  detail: "The Idempotency-Key stands for a request with another body.",
  errors: [{ field: "Idempotency-Key", detail: "stands for a request with another body" }],
};

/** The same call is under way: which of the two takes the throttle slot is not settled yet. */
function underWay(retryAfterSeconds: number): Problem {
  return {
    status: 409,
    title: "Conflict",
    detail: "A request with this Idempotency-Key is being carried out. Repeat it.",
    headers: { "Retry-After": String(retryAfterSeconds) },
  };
}

function throttledResponse(throttle: ThrottleState): APIGatewayProxyResult {
  return problemResponse({
    status: 429,
    title: "Too Many Requests",
    detail: `The user has had ${throttle.limit} notifications that expect a response this hour.`,
    headers: { "Retry-After": String(throttle.resetSeconds), ...rateLimitFields(throttle) },
  });
}

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function rateLimitFields({ limit, remaining, resetSeconds }: ThrottleState) {
  return {
    "RateLimit-Policy": `"responses-per-hour";q=${limit};w=3600`,
    RateLimit: `"responses-per-hour";r=${remaining};t=${resetSeconds}`,
  };
}
