import type { APIGatewayProxyEvent } from "aws-lambda";
import * as z from "zod/mini";
import { channelNamePattern } from "../core/channel.ts";
import { notificationIdPattern, userIdPattern } from "../core/delivery-reference.ts";
import type { FieldFault } from "../core/submission.ts";

/** The parameters of the API's paths. */
export const pathParameters = {
  userId: z.string().check(z.regex(userIdPattern, "is not a user id")),
  notificationId: z.string().check(z.regex(notificationIdPattern, "is not a notification id")),
  channel: z.string().check(z.regex(channelNamePattern, "is not a channel's name")),
  hash: z.string().check(z.regex(/^[\w-]{43}$/, "is not an address's hash")),
} as const;

/** The parameters of a request, or what is wrong with each that is. */
export type ParsedParameters<Parameters> =
  | { readonly parameters: Parameters }
  | { readonly faults: readonly FieldFault[] };

/** Checks the path and the query of a request, both at once. */
export function parseParameters<Schema extends z.ZodMiniType>(
  schema: Schema,
  event: Pick<APIGatewayProxyEvent, "pathParameters" | "queryStringParameters">,
): ParsedParameters<z.output<Schema>> {
  const path = Object.entries(event.pathParameters ?? {}).map(([name, value = ""]) => [
    name,
    decode(value),
  ]);
  const given = { ...event.queryStringParameters, ...Object.fromEntries(path) };
  const result = z.safeParse(schema, given);
  if (result.success) {
    return { parameters: result.data };
  }
  return { faults: result.error.issues.flatMap(faultsOf) };
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((field) => ({ field, detail: "is not a parameter of this request" }));
  }
  return [{ field: issue.path.join("."), detail: issue.message }];
}

/** User ids hold no percent sign, so one decoded already stays as it is. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
