import * as z from "zod/mini";
import { deliveryStatuses } from "../core/delivery.ts";
import { idempotencyKeyPattern } from "../core/idempotency.ts";
import { cursor, recordCursor } from "./cursor.ts";
import { addressHash, channelName, notificationId, userId } from "./fields.ts";
import type { JsonSchema } from "./metadata.ts";
import { referenceTo } from "./metadata.ts";

/** Notifications on a page unless asked otherwise, and at most. */
const pageSize = { default: 25, maximum: 100 } as const;

/** A parameter of a route. Its description and example are its schema's. */
export interface Parameter {
  readonly in: "path" | "query" | "header";
  /** Reads what a request has, which is text. */
  readonly schema: z.ZodMiniType;
  /** Its name in the request, where that is not its key in the table. */
  readonly name?: string;
  /** The schema that the document holds, where it is not the one of the text. */
  readonly documented?: JsonSchema;
}

/** A moment with its zone; what is finer than a millisecond is cut off. */
const moment = z.pipe(
  z.iso.datetime({
    offset: true,
    error: "must be a date and time with a zone such as 2026-12-01T12:00:00Z",
  }),
  z.transform((text: string) => new Date(text)),
);

const limit = z.pipe(
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
);

/** Nothing but `true` and `false`: a request that was to be a dry run must not be carried out. */
const dryRun = z.pipe(
  z._default(z.enum(["true", "false"], "must be true or false"), "false"),
  z.transform((text: "true" | "false") => text === "true"),
);
const documentedLimit: JsonSchema = {
  type: "integer",
  minimum: 1,
  maximum: pageSize.maximum,
  default: pageSize.default,
};

/** The routes' parameters by their names, or where two have one name, by what they are for. */
export const parameters = {
  userId: { in: "path", schema: userId.check(z.meta({ description: "The user's id." })) },
  notificationId: {
    in: "path",
    schema: notificationId.check(z.meta({ description: "The notification's id." })),
  },
  channel: {
    in: "path",
    schema: channelName.check(z.meta({ description: "The delivery's channel." })),
  },
  hash: {
    in: "path",
    schema: addressHash.check(
      z.regex(/^[A-Za-z0-9_-]{43}$/, "is not an address's hash"),
      z.meta({ description: "The address's hash." }),
    ),
  },
  "Idempotency-Key": {
    in: "header",
    schema: z.optional(z.string().check(z.regex(idempotencyKeyPattern))).check(
      z.meta({
        description: "Makes repeating the call safe: one key, one notification.",
        examples: ["order-1007-ready"],
      }),
    ),
  },
  traceparent: {
    in: "header",
    schema: z.optional(z.string()).check(
      z.meta({
        description:
          "The caller's trace (W3C Trace Context): its id is in the log lines of every function that handles the notification. A malformed one is ignored.",
        examples: ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
      }),
    ),
  },
  dryRun: {
    in: "query",
    schema: dryRun.check(
      z.meta({
        description:
          "Says what the request would come to, with a 200, and stores and sends nothing.",
        examples: [false],
      }),
    ),
    documented: { type: "boolean", default: false },
  },
  limit: {
    in: "query",
    schema: limit.check(
      z.meta({
        description: "How many notifications a page has at most.",
        examples: [pageSize.default],
      }),
    ),
    documented: documentedLimit,
  },
  cursor: {
    in: "query",
    schema: z.optional(cursor).check(
      z.meta({
        description: "`nextCursor` of the page before; of no other making.",
        examples: ["MDFLQVM3UTRaSjhZNVcyTjZUM0I5QzBEWEU"],
      }),
    ),
  },
  recordLimit: {
    in: "query",
    name: "limit",
    schema: limit.check(
      z.meta({
        description: "How many records a page has at most.",
        examples: [pageSize.default],
      }),
    ),
    documented: documentedLimit,
  },
  recordCursor: {
    in: "query",
    name: "cursor",
    schema: z.optional(recordCursor).check(
      z.meta({
        description: "`nextCursor` of the page before; of no other making.",
        examples: ["bm90aWZpY2F0aW9uIzAxS0FTN1E0Wko4WTVXMk42VDNCOUMwRFhF"],
      }),
    ),
  },
  filterChannel: {
    in: "query",
    name: "channel",
    schema: z.optional(channelName).check(
      z.meta({
        description:
          "Only notifications with a delivery on this channel; with `status`, in that status.",
      }),
    ),
  },
  status: {
    in: "query",
    schema: z
      .optional(z.enum(deliveryStatuses, `must be one of ${deliveryStatuses.join(", ")}`))
      .check(
        z.meta({
          description: "Only notifications with a delivery in this status.",
          examples: ["failed"],
        }),
      ),
    documented: referenceTo("DeliveryStatus"),
  },
  from: {
    in: "query",
    schema: z.optional(moment).check(
      z.meta({
        description: "Only notifications registered at this moment or later.",
        examples: ["2026-11-23T00:00:00Z"],
      }),
    ),
  },
  to: {
    in: "query",
    schema: z.optional(moment).check(
      z.meta({
        description: "Only notifications registered before this moment.",
        examples: ["2026-11-24T00:00:00Z"],
      }),
    ),
  },
} as const satisfies Record<string, Parameter>;

/** A parameter's key in the table above. */
export type ParameterName = keyof typeof parameters;

/** A parameter's name in a request. */
export type NameInRequest<Name extends ParameterName> = Name extends ParameterName
  ? (typeof parameters)[Name] extends { readonly name: infer Given extends string }
    ? Given
    : Name
  : never;

/** The same of a parameter that is known only when it runs. */
export function nameInRequest(name: ParameterName): string {
  const parameter: Parameter = parameters[name];
  return parameter.name ?? name;
}
