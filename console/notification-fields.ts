import type { JSX } from "preact";
import type { Submission } from "../client/herald-client.ts";

/** How the console asks for one field, and shows it. */
interface ConsoleField {
  /** Its label in the form. */
  readonly label: string;
  readonly hint?: string;
  readonly multiline?: true;
  /** What else its input is told. */
  readonly input?: JSX.IntrinsicElements["input"];
  /** Its name among a notification's facts; without it, the field is shown elsewhere. */
  readonly fact?: string;
}

/** The fields that are text. The form has controls of their own for the others. */
type TextFieldName = Exclude<
  keyof Submission,
  | "channels"
  | "expectsResponse"
  | "expiresAt"
  | "push"
  | "headers"
  | "attachments"
  | "content"
  | "template"
>;

/** A notification's text fields, in the form's order: a field that is missing here does not compile. */
export const textFields: Readonly<Record<TextFieldName, ConsoleField>> = {
  userId: { label: "User id", input: { required: true } },
  subject: { label: "Subject", hint: "For e-mail and push. Optional." },
  message: { label: "Message", multiline: true, hint: "The text of the HTML if left out." },
  html: { label: "HTML", multiline: true, hint: "For e-mail. Optional." },
  replyTo: {
    label: "Reply to",
    input: { type: "email" },
    hint: "For e-mail. Optional.",
    fact: "Reply to",
  },
  category: {
    label: "Category",
    hint: "Such as marketing: users can unsubscribe from it. Nothing for what is transactional.",
    fact: "Category",
  },
  email: { label: "E-mail address", input: { type: "email" }, fact: "E-mail" },
  phoneNumber: {
    label: "Phone number",
    input: { type: "tel" },
    hint: "With its country, such as +48600100200.",
    fact: "Phone number",
  },
  pushToken: { label: "Push token", fact: "Push token" },
  telegramChatId: { label: "Telegram chat id", fact: "Telegram chat id" },
  slackChannel: { label: "Slack user or channel id", fact: "Slack id" },
  whatsappId: { label: "WhatsApp number or id", fact: "WhatsApp id" },
  webhookUrl: { label: "Webhook URL", input: { type: "url" }, fact: "Webhook URL" },
  messengerId: { label: "Messenger id", fact: "Messenger id" },
};

/** The names of the text fields, in the form's order. */
export const textFieldNames = Object.keys(textFields) as readonly TextFieldName[];

/** What was entered into the text fields: empty text where nothing was. */
export type EnteredTexts = Readonly<Record<TextFieldName, string>>;
