import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Acceptance, ThrottleState } from "../core/accept-notification.ts";
import { invalidRequest, jsonAnswer, problemAnswer } from "../runtime/problem-documents.ts";

/** The HTTP answer to a request, by what it came to. */
export function answerFor(
  acceptance: Acceptance,
  event: APIGatewayProxyEvent,
): APIGatewayProxyResult {
  switch (acceptance.kind) {
    case "invalid":
      return problemAnswer(invalidRequest(acceptance.faults));
    case "throttled":
      return throttledAnswer(acceptance.throttle);
    case "accepted":
      return acceptedAnswer(acceptance, event);
  }
}

function acceptedAnswer(
  { notification: { id, userId, channels }, throttle }: Extract<Acceptance, { kind: "accepted" }>,
  event: APIGatewayProxyEvent,
): APIGatewayProxyResult {
  const body = {
    id,
    userId,
    status: "accepted",
    deliveries: channels.map((channel) => ({ channel, status: "queued" })),
  };
  const base = event.requestContext.path.replace(/\/v1\/notifications\/?$/, "");
  return jsonAnswer(202, body, {
    Location: `${base}/v1/users/${encodeURIComponent(userId)}/notifications/${id}`,
    ...(throttle && rateLimitFields(throttle)),
  });
}

function throttledAnswer(throttle: ThrottleState): APIGatewayProxyResult {
  return problemAnswer({
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
