import type { TrackedDelivery } from "../../client/herald-client.ts";
import type { FakeUser } from "../fake-user.ts";
import { fakeUser } from "../fake-user.ts";
import type { ReceivedMessage } from "../simulator/received-messages.ts";
import { describeDelivery, timeToSend } from "./describe.ts";
import { clickOnce, oneClickLink } from "./one-click.ts";
import type { OrderLocale } from "./order.ts";
import { invoiceFile, orderCategory, sendOrder } from "./order.ts";
import type { Finding, Scenario } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";

/** An order's mail in one language, and what it is to say. */
interface OrderMail {
  readonly language: string;
  readonly customer: string;
  readonly locale?: OrderLocale;
  readonly subject: string;
  /** How its SMS begins: words, plurals and money. */
  readonly sms: string;
}

/** An order's mail as its user got it. */
interface Arrived {
  readonly user: FakeUser;
  readonly mail: ReceivedMessage;
  readonly findings: readonly Finding[];
}

const inPolish: OrderMail = {
  language: "Polish",
  customer: "Łucja",
  locale: { locale: "pl-PL", timeZone: "Europe/Warsaw" },
  subject: "Zamówienie 1007 jest gotowe",
  sms: "Zamówienie 1007 jest gotowe: 2 pozycje, 149,50 zł.",
};

const inEnglish: OrderMail = {
  language: "English",
  customer: "Ann",
  subject: "Order 1007 is ready",
  sms: "Order 1007 is ready: 2 items, PLN 149.50.",
};

/** One template has a user's words for mail and SMS; one click in the mail ends both. */
export const orderMail: Scenario = {
  title: "An order mail in two languages, with a PDF and its SMS twin; an unsubscribe by one click",
  async run(harness, report) {
    report("waiting for both mails and their SMS");
    const [polish, english] = await Promise.all([
      send(harness, inPolish),
      send(harness, inEnglish),
    ]);
    report("unsubscribing from one");
    return [
      ...polish.findings,
      ...english.findings,
      contentFinding([polish.mail, english.mail]),
      ...(await unsubscribe(harness, polish)),
    ];
  },
};

async function send(harness: TestHarness, expected: OrderMail): Promise<Arrived> {
  const { language, customer, locale, subject, sms } = expected;
  const user = fakeUser("demo");
  const accepted = await sendOrder(harness, user, customer, locale);
  const [byMail, bySms] = await Promise.all([
    harness.untilDelivery(accepted, "email"),
    harness.untilDelivery(accepted, "sms"),
  ]);
  const [notification, mail, text] = await Promise.all([
    harness.herald.find(user.userId, accepted.id),
    onlyOne(harness, user.email),
    onlyOne(harness, user.phoneNumber),
  ]);
  const findings = [
    {
      what: `order mail in ${language}`,
      expected: `sent by ses: ${subject}`,
      seen: `${describeDelivery(byMail)}: ${mail.subject}`,
      ...timeToSend(notification, byMail),
    },
    {
      what: "its SMS twin",
      expected: sms,
      seen: text.text.slice(0, sms.length),
      ...timeToSend(notification, bySms),
    },
  ];
  return { user, mail, findings };
}

/** @throws Error when a recipient got no message, or several. */
async function onlyOne(harness: TestHarness, recipient: string): Promise<ReceivedMessage> {
  const [message, ...others] = await harness.simulator.receivedBy(recipient);
  if (message === undefined || others.length > 0) {
    throw new Error(`${recipient} received ${message === undefined ? "nothing" : "too much"}`);
  }
  return message;
}

function contentFinding(mails: readonly ReceivedMessage[]): Finding {
  const seen = new Set(mails.map(describeContent));
  return {
    what: "both mails",
    expected: `HTML and text, ${invoiceFile.filename} intact, one-click link`,
    seen: [...seen].join("; "),
  };
}

function describeContent(mail: ReceivedMessage): string {
  const { html, text, attachments = [] } = mail;
  const words = [html === undefined ? [] : "HTML", text === "" ? [] : "text"].flat().join(" and ");
  const files = attachments.map(
    ({ filename, sha256 }) =>
      `${filename} ${sha256 === invoiceFile.sha256 ? "intact" : "not as it was sent"}`,
  );
  const link = oneClickLink(mail) === undefined ? "no link" : "one-click link";
  return [words, ...files, link].join(", ");
}

async function unsubscribe(
  harness: TestHarness,
  { user, mail }: Arrived,
): Promise<readonly Finding[]> {
  const link = oneClickLink(mail);
  const status = link === undefined ? "no link" : await clickOnce(link);
  const [news, other] = await Promise.all([
    sendAfter(harness, user, { category: orderCategory }),
    sendAfter(harness, user, {}),
  ]);
  return [
    { what: "the mailbox's one click, without a key", expected: "200", seen: String(status) },
    {
      what: "the next one of its category",
      expected: "email failed: unsubscribed, sms failed: unsubscribed",
      seen: news.map(describeEnd).join(", "),
    },
    {
      what: "one of no category",
      expected: "email sent by ses, sms sent by twilio",
      seen: other.map(describeEnd).join(", "),
    },
  ];
}

/** Sends to who has unsubscribed; returns how the deliveries by mail and SMS ended. */
async function sendAfter(
  harness: TestHarness,
  { userId, email, phoneNumber }: FakeUser,
  rest: { readonly category?: string },
): Promise<readonly TrackedDelivery[]> {
  const channels = ["email", "sms"];
  const message = "Your order leaves our shop tomorrow";
  const accepted = await harness.herald.send({
    userId,
    email,
    phoneNumber,
    channels,
    message,
    ...rest,
  });
  return Promise.all(channels.map((channel) => harness.untilDelivery(accepted, channel)));
}

function describeEnd(delivery: TrackedDelivery): string {
  const { channel, status, failureReason } = delivery;
  const end =
    failureReason === undefined ? describeDelivery(delivery) : `${status}: ${failureReason}`;
  return `${channel} ${end}`;
}
