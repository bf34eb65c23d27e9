import type { APIGatewayProxyResult } from "aws-lambda";
import type { FieldFault } from "../core/submission.ts";

/** An error as RFC 9457 describes it, without the status, which stands in the answer itself too. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  /** One sentence on what is wrong with this request. */
  readonly detail: string;
  /** Each failing field. */
  readonly errors?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with a JSON body that no cache may keep: it is about one user. */
export function jsonResponse(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}

/** A problem document, `application/problem+json`. */
export function problemResponse({ headers, ...problem }: Problem): APIGatewayProxyResult {
  return jsonResponse(
    problem.status,
    { type: "about:blank", ...problem },
    {
      "Content-Type": "application/problem+json",
      ...headers,
    },
  );
}

/** 400: the request has these faults. */
export function invalidRequest(errors: readonly FieldFault[]): Problem {
  return {
    status: 400,
    title: "Bad Request",
    detail: errors.map(({ field, detail }) => `${field}: ${detail}`).join("; "),
    errors,
  };
}

/** 404: there is nothing here, or not any more. */
export const notFound: Problem = {
  status: 404,
  title: "Not Found",
  detail: "There is no such notification.",
};

/** 413: more than a request may hold. */
export function tooLarge(maximumBytes: number): Problem {
  return {
    status: 413,
    title: "Content Too Large",
    detail: `The body may have at most ${maximumBytes} bytes.`,
    errors: [{ field: "body", detail: `must have at most ${maximumBytes} bytes` }],
  };
}

/** 415: not JSON by its own word. */
export const unsupportedMediaType: Problem = {
  status: 415,
  title: "Unsupported Media Type",
  detail: "The Content-Type must be application/json.",
  errors: [{ field: "Content-Type", detail: "must be application/json" }],
};

/** 503: something that Herald needs does not answer; nothing is lost if the call is repeated. */
export const temporarilyUnavailable: Problem = {
  status: 503,
  title: "Service Unavailable",
  detail: "The request could not be carried out now. Repeat it.",
  headers: { "Retry-After": "2" },
};

/** 500: a fault of Herald's own. */
export const internalError: Problem = {
  status: 500,
  title: "Internal Server Error",
  detail: "The request could not be carried out.",
};
