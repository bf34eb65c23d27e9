import * as z from "zod/mini";
import { notificationIdPattern } from "../core/delivery-reference.ts";

/** Goes on after a notification: reads its id. */
export const cursor = z.pipe(
  z.pipe(z.string(), z.transform(idIn)),
  z.string().check(z.regex(notificationIdPattern, "is not a cursor of this API")),
);

/** Goes on after a user's record: reads its id. */
export const recordCursor = z.pipe(
  z.pipe(z.string(), z.transform(idIn)),
  z.string().check(z.regex(/^[\x21-\x7e]{1,200}$/, "is not a cursor of this API")),
);

/** The cursor that goes on after a notification, or a record: its id in base64url. */
export function cursorAfter(id: string): string {
  return btoa(id).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** An empty text, which is no id, for what is not base64url. */
function idIn(text: string): string {
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}
