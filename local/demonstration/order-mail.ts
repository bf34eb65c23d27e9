import type { FakeUser } from "../fake-user.ts";
import { fakeUser } from "../fake-user.ts";
import type { ReceivedMessage } from "../simulator/received-messages.ts";
import { describeDelivery, timeToSend } from "./describe.ts";
import { oneClickLink } from "./one-click.ts";
import { customers, invoiceFile, sendOrder } from "./order.ts";
import type { Finding, Scenario } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";
import { unsubscribe } from "./unsubscribe.ts";

/** What an order's mail is to say in a language. */
interface Expected {
  readonly what: string;
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

const expectations: Readonly<Record<keyof typeof customers, Expected>> = {
  en: {
    what: "order mail in English",
    subject: "Order 1007 is ready",
    sms: "Order 1007 is ready: 2 items, PLN 149.50.",
  },
  pl: {
    what: "order mail in Polish",
    subject: "Zamówienie 1007 jest gotowe",
    sms: "Zamówienie 1007 jest gotowe: 2 pozycje, 149,50 zł.",
  },
};

/** One template has a user's words for mail and SMS; one click in the mail ends both. */
export const orderMail: Scenario = {
  title: "An order mail in two languages, with a PDF and its SMS twin; an unsubscribe by one click",
  async run(harness, report) {
    report("waiting for both mails and their SMS");
    const [polish, english] = await Promise.all([send(harness, "pl"), send(harness, "en")]);
    report("unsubscribing from one");
    return [
      ...polish.findings,
      ...english.findings,
      contentFinding([polish.mail, english.mail]),
      ...(await unsubscribe(harness, polish.user, oneClickLink(polish.mail))),
    ];
  },
};

async function send(harness: TestHarness, language: keyof typeof customers): Promise<Arrived> {
  const { what, subject, sms } = expectations[language];
  const user = fakeUser("demo");
  const accepted = await sendOrder(harness, user, customers[language]);
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
      what,
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
  const words = `${html ? "HTML" : "no HTML"} and ${text ? "text" : "no text"}`;
  const files = attachments.map(
    ({ filename, sha256 }) =>
      `${filename} ${sha256 === invoiceFile.sha256 ? "intact" : "not as it was sent"}`,
  );
  const link = oneClickLink(mail) === undefined ? "no link" : "one-click link";
  return [words, ...files, link].join(", ");
}
