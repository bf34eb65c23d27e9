import { deliveryStatuses } from "../core/delivery.ts";
import { pageSize } from "../functions/tracking/requests.ts";
import { pathParameters } from "./request-parameters.ts";
import type { JsonSchema } from "./schemas.ts";
import { jsonSchemaOf } from "./schemas.ts";

/** A parameter as the document holds it. */
export interface ApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: unknown;
}

const channel = jsonSchemaOf(pathParameters.channel);

/** The API's parameters by their names, or where two have one name, by what they are for. */
export const parameters = {
  userId: inPath("userId", "The user's id.", "u-42"),
  notificationId: inPath("notificationId", "The notification's id.", "01KAS7Q4ZJ8Y5W2N6T3B9C0DXE"),
  channel: inPath("channel", "The delivery's channel.", "sms"),
  hash: inPath("hash", "The address's hash.", "ZKrYrUvCzJBPFtkyhPYFz6e2gX4cX0fWnQNi6UUh8SE"),
  "Idempotency-Key": {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "Makes repeating the call safe: one key, one notification.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
    example: "order-1007-ready",
  },
  limit: inQuery(
    "limit",
    "How many notifications a page has at most.",
    { type: "integer", minimum: 1, maximum: pageSize.maximum, default: pageSize.default },
    25,
  ),
  cursor: inQuery(
    "cursor",
    "`nextCursor` of the page before; of no other making.",
    { type: "string" },
    "MDFLQVM3UTRaSjhZNVcyTjZUM0I5QzBEWEU",
  ),
  filterChannel: inQuery(
    "channel",
    "Only notifications with a delivery on this channel; with `status`, in that status.",
    channel,
    "sms",
  ),
  status: inQuery(
    "status",
    "Only notifications with a delivery in this status.",
    { type: "string", enum: [...deliveryStatuses] },
    "failed",
  ),
  from: inQuery(
    "from",
    "Only notifications registered at this moment or later.",
    { type: "string", format: "date-time" },
    "2026-11-23T00:00:00Z",
  ),
  to: inQuery(
    "to",
    "Only notifications registered before this moment.",
    { type: "string", format: "date-time" },
    "2026-11-24T00:00:00Z",
  ),
} as const satisfies Record<string, ApiParameter>;

/** A parameter's name in the table above. */
export type ParameterName = keyof typeof parameters;

function inPath(
  name: keyof typeof pathParameters,
  description: string,
  example: string,
): ApiParameter {
  const schema = jsonSchemaOf(pathParameters[name]);
  return { name, in: "path", required: true, description, schema, example };
}

function inQuery(
  name: string,
  description: string,
  schema: JsonSchema,
  example: unknown,
): ApiParameter {
  return { name, in: "query", required: false, description, schema, example };
}
