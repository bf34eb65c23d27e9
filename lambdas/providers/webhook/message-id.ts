import type { HttpCallResponse } from "../http-call.ts";
import type { WebhookSettings } from "./settings.ts";

/** Where the settings say that a response has the message's id. */
export type MessageIdPlace = NonNullable<WebhookSettings["messageId"]>;

/**
 * The message's id in a 2xx response: a number, or visible ASCII of at most 256 characters.
 *
 * @returns `no-json` where a pointer was to lead into a body that is none; `undefined` where there is no id.
 */
export function readMessageId(
  place: MessageIdPlace,
  { headers, body }: HttpCallResponse,
): { readonly id: string } | "no-json" | undefined {
  if ("header" in place) {
    return idIn(headers[place.header.toLowerCase()]);
  }
  try {
    return idIn(valueAt(JSON.parse(body), place.pointer));
  } catch {
    return "no-json";
  }
}

function idIn(value: unknown): { readonly id: string } | undefined {
  const id = typeof value === "number" ? String(value) : value;
  return typeof id === "string" && /^[\x21-\x7e]{1,256}$/.test(id) ? { id } : undefined;
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-4 */
function valueAt(json: unknown, pointer: string): unknown {
  const names = pointer.slice(1).split("/");
  return names
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (value, name) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      json,
    );
}
