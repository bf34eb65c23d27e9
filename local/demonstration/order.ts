import { createHash } from "node:crypto";
import type { Accepted, Submission } from "../../client/herald-client.ts";
import type { FakeUser } from "../fake-user.ts";
import { minimalPdf } from "./minimal-pdf.ts";
import type { TestHarness } from "./test-harness.ts";

/** What a user unsubscribes from who wants no more mails like the order's. */
export const orderCategory = "order-news";

/** The user's language and time zone, as a call names them; none for the template's default. */
export type OrderLocale = Pick<NonNullable<Submission["template"]>, "locale" | "timeZone">;

const invoice = minimalPdf("Invoice 1007");

/** The file of the mail. */
export const invoiceFile = {
  filename: "invoice.pdf",
  contentType: "application/pdf",
  size: invoice.length,
  sha256: createHash("sha256").update(invoice).digest("hex"),
};

const order = {
  number: "1007",
  total: 149.5,
  currency: "PLN",
  readyAt: "2026-12-01T16:30:00Z",
  items: [
    { name: "Teapot “Żółw” <1 l>", quantity: 1, price: 119.5 },
    { name: "Earl Grey, 100 g", quantity: 2, price: 15 },
  ],
};

/** Sends a user the words of the template `order-ready` by mail and SMS, with the invoice. */
export function sendOrder(
  { herald }: TestHarness,
  { userId, email, phoneNumber }: FakeUser,
  customer: string,
  locale: OrderLocale = {},
): Promise<Accepted> {
  const { filename, contentType } = invoiceFile;
  return herald.send({
    userId,
    email,
    phoneNumber,
    channels: ["email", "sms"],
    category: orderCategory,
    template: { name: "order-ready", ...locale, data: { order, customer: { name: customer } } },
    attachments: [{ filename, contentType, content: invoice.toString("base64") }],
  });
}
