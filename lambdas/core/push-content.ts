import * as z from "zod/mini";
import { byName, described, matching, needs, text } from "./fields.ts";
import { linePattern, subjectLimit } from "./message-fields.ts";

/** Seconds for which a push is of use, at most: 4 weeks, the most that FCM keeps one. */
const maxTtlSeconds = 28 * 24 * 3_600;

/** Names of data that a caller may give. */
const maxDataNames = 50;

const dataNamePattern = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * Names that push services keep for themselves, or that Herald gives the app.
 *
 * @see https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages#Message.FIELDS.data
 * @see https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
 */
const reservedName =
  /^(?:from|message_type|aps|message|title|notificationId|(?:google|gcm)(?:\..*)?)$/;

const dataDetail = `must have at most ${maxDataNames} names of 1 to 64 letters, digits or _ . -, and none of from, message_type, aps, google.…, gcm.…, message, title, notificationId`;

const titleDetail = `must be one line of 1 to ${subjectLimit} characters, and not blank`;

/** A push's title. */
export const pushTitleSchema = matching(linePattern, titleDetail).check(
  z.maxLength(subjectLimit, titleDetail),
);

const whole = (max: number) => {
  const detail = `must be a whole number from 0 to ${max}`;
  return z.int({ error: detail }).check(z.gte(0, detail), z.lte(max, detail));
};

/** What the app gets with a push, by name. */
export const pushDataSchema = z
  .record(z.string(), text(), { error: needs("an object whose values are text") })
  .check(
    z.refine((data) => isData(data), dataDetail),
    // A repeat is the same request in whatever order its names come.
    z.overwrite(byName),
  );

/**
 * What a push says beyond the notification's text; each provider translates what its service knows of it.
 * All of it is optional.
 */
export const pushContentSchema = z.strictObject(
  {
    title: z
      .optional(pushTitleSchema)
      .check(described("The title; the notification's subject if left out.", "Order 1007")),
    badge: z
      .optional(whole(2_147_483_647))
      .check(described("The number on the app's icon; 0 takes it away.", 3)),
    sound: z
      .optional(
        matching(/^[A-Za-z0-9_.-]{1,64}$/, "must be a sound's file name of at most 64 characters"),
      )
      .check(described("The sound's file in the app, or `default`.", "default")),
    data: z
      .optional(pushDataSchema)
      .check(described("What the app gets besides, by name.", { orderId: "1007" })),
    collapseKey: z
      .optional(matching(/^[\x21-\x7e]{1,64}$/, "must be 1 to 64 visible ASCII characters"))
      .check(described("A push replaces one with the same key on the device.", "order-1007")),
    ttlSeconds: z
      .optional(whole(maxTtlSeconds))
      .check(
        described(
          "For how long a device that is offline may still get it; 0 is now or never.",
          3_600,
        ),
      ),
    priority: z
      .optional(z.enum(["high", "normal"], { error: "must be high or normal" }))
      .check(described("`high` wakes the device.", "high")),
  },
  "must be an object",
);

function isData(data: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(data);
  return (
    names.length <= maxDataNames &&
    names.every((name) => dataNamePattern.test(name) && !reservedName.test(name))
  );
}

const optionalText = z.optional(z.string());
const optionalNumber = z.optional(z.number());

/** What is stored of it: whatever was valid once. */
export const storedPushContent = z.optional(
  z.object({
    title: optionalText,
    badge: optionalNumber,
    sound: optionalText,
    data: z.optional(z.record(z.string(), z.string())),
    collapseKey: optionalText,
    ttlSeconds: optionalNumber,
    priority: z.catch(z.optional(z.enum(["high", "normal"])), undefined),
  }),
);
