import * as z from "zod/mini";
import { notificationIdPattern } from "../core/delivery-reference.ts";

/** What is told of a cursor that no page gave. */
const noCursor = "is not a cursor of this API";

/** A notification's id, 26 characters, in base64url. */
const cursorPattern = /^[A-Za-z0-9_-]{35}$/;

/** A record's id, up to 200 characters, in base64url. */
const recordCursorPattern = /^[A-Za-z0-9_-]{2,267}$/;

/** Goes on after a notification: reads its id. */
export const cursor = cursorOf(cursorPattern, notificationIdPattern);

/** Goes on after a user's record: reads its id. */
export const recordCursor = cursorOf(recordCursorPattern, /^[\x21-\x7e]{1,200}$/);

function cursorOf(pattern: RegExp, idPattern: RegExp) {
  return z.pipe(
    z.pipe(z.string().check(z.regex(pattern, noCursor)), z.transform(idIn)),
    z.string().check(z.regex(idPattern, noCursor)),
  );
}

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
