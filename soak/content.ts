import type { Submission } from "../client/herald-client.ts";
import type { SeededRandom } from "./random.ts";

/** What a soak's users unsubscribe from. */
export const soakCategory = "digest";

/** Names every planned call at its beginning. */
const keyPattern = /\bsoak-[0-9a-f]{8}(?:-[a-z0-9]+)+/;

/** The key of the call that a message at a provider came of: it is in all that a call says. */
export function keyIn(text: string): string {
  return keyPattern.exec(text)?.[0] ?? "";
}

/** What a call carries beside its text. */
export type PlannedContent = Pick<Submission, "html" | "attachments" | "category" | "template">;

/** Plans what a call carries: mostly nothing, else HTML with a file, a category, a template, or several of them. */
export function planContent(random: SeededRandom, key: string): PlannedContent {
  return {
    ...(random.chance(0.25) && { html: `<p>${key}</p>`, attachments: [fileOf(key)] }),
    ...(random.chance(0.25) && { category: soakCategory }),
    ...(random.chance(0.2) && { template: orderReady(random, key) }),
  };
}

function fileOf(key: string) {
  const content = Buffer.from(`the file of ${key}`).toString("base64");
  return { filename: `${key}.txt`, contentType: "text/plain", content };
}

function orderReady(random: SeededRandom, key: string) {
  const order = {
    number: key,
    total: 12.5,
    currency: "PLN",
    readyAt: "2026-12-01T12:00:00Z",
    items: [{ name: "Tea", quantity: 2, price: 6.25 }],
  };
  const locale = random.pick(["en", "pl-PL"]);
  return { name: "order-ready", locale, data: { order, customer: { name: key } } };
}
