import { createHash } from "node:crypto";
import type { Accepted, Submission } from "../../client/herald-client.ts";
import type { FakeUser } from "../fake-user.ts";
import { minimalPdf } from "./minimal-pdf.ts";
import type { TestHarness } from "./test-harness.ts";

/** What a user unsubscribes from who wants no more mails like the order's. */
export const orderCategory = "order-news";

/** Whom a mail is to: a name, and what a call says of the language. */
interface Customer extends Pick<NonNullable<Submission["template"]>, "locale" | "timeZone"> {
  readonly name: string;
}

/** The customers, by the language that they read. */
export const customers = {
  en: { name: "Ann" },
  pl: { name: "Łucja", locale: "pl-PL", timeZone: "Europe/Warsaw" },
} as const satisfies Readonly<Record<string, Customer>>;

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
    { name: "Teapot & sieve “Żółw”", quantity: 1, price: 119.5 },
    { name: "Earl Grey, 100 g", quantity: 2, price: 30 },
  ],
};

/** Sends a customer the words of the template `order-ready` by mail and SMS, with the invoice. */
export function sendOrder(
  { herald }: TestHarness,
  { userId, email, phoneNumber }: FakeUser,
  { name, ...language }: Customer,
): Promise<Accepted> {
  const { filename, contentType } = invoiceFile;
  return herald.send({
    userId,
    email,
    phoneNumber,
    channels: ["email", "sms"],
    category: orderCategory,
    template: { name: "order-ready", ...language, data: { order, customer: { name } } },
    attachments: [{ filename, contentType, content: invoice.toString("base64") }],
  });
}
