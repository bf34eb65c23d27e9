import type { Callback } from "../../../lambdas/providers/callback.ts";

/** The delivery that the callbacks in these tests are about. */
export const reference = {
  userId: "u|42@example.com",
  notificationId: "01KAS0000000000000000000XD",
  channel: "sms",
};

export const receivedAt = new Date("2026-11-23T15:20:00Z");

/** A callback with nothing in it but what is given. */
export function callback(changes: Partial<Callback>): Callback {
  return { ids: "", headers: {}, body: "", receivedAt, ...changes };
}

/** The same text with one letter changed, at each of some places. */
export function forgeries(text: string): string[] {
  const places = [0, Math.floor(text.length / 2), text.length - 2];
  return places.map((place) => {
    const letter = text[place] === "A" ? "B" : "A";
    return text.slice(0, place) + letter + text.slice(place + 1);
  });
}
