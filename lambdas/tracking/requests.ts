import type { APIGatewayProxyEvent } from "aws-lambda";
import * as z from "zod/mini";
import { type FieldFault, userIdPattern } from "../core/submission.ts";

const notificationId = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Notifications on a page unless asked otherwise, and at most. */
const pageSize = { default: 25, maximum: 100 };

const parametersSchema = z.object({
  userId: z.string().check(z.regex(userIdPattern, "is not a user id")),
  notificationId: z.optional(z.string().check(z.regex(notificationId, "is not a notification id"))),
  limit: z.pipe(
    z._default(
      z.string().check(z.regex(/^\d{1,4}$/, "must be a whole number")),
      String(pageSize.default),
    ),
    z.pipe(
      z.transform((text: string) => Number(text)),
      z
        .number()
        .check(
          z.gte(1, "must be at least 1"),
          z.lte(pageSize.maximum, `must be at most ${pageSize.maximum}`),
        ),
    ),
  ),
  cursor: z.optional(
    z.pipe(
      z.pipe(
        z.string(),
        z.transform((text) => Buffer.from(text, "base64url").toString()),
      ),
      z.string().check(z.regex(notificationId, "is not a cursor of this API")),
    ),
  ),
});

/** The parameters of a tracking request. */
export type TrackingParameters = z.infer<typeof parametersSchema>;

/** Checks the path and query of a request. */
export function parseParameters({
  pathParameters,
  queryStringParameters,
}: Pick<APIGatewayProxyEvent, "pathParameters" | "queryStringParameters">):
  | { parameters: TrackingParameters }
  | { faults: readonly FieldFault[] } {
  const { limit, cursor } = queryStringParameters ?? {};
  const path = Object.entries(pathParameters ?? {}).map(([name, value = ""]) => [
    name,
    decode(value),
  ]);
  const result = z.safeParse(parametersSchema, { limit, cursor, ...Object.fromEntries(path) });
  if (result.success) return { parameters: result.data };
  return {
    faults: result.error.issues.map(({ path, message }) => ({
      field: path.join("."),
      detail: message,
    })),
  };
}

/** The cursor that goes on after a notification. */
export function cursorAfter(id: string): string {
  return Buffer.from(id).toString("base64url");
}

/** User ids hold no percent sign, so one decoded already stays as it is. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
