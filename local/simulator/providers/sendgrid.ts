import { randomBytes } from "node:crypto";
import * as z from "zod";
import { simulatorCredentials } from "../credentials.ts";
import type {
  ProviderAnswer,
  ProviderRequest,
  SimulatedMessage,
  SimulatedProvider,
} from "../simulated-provider.ts";
import { emailPattern, jsonAnswer, jsonObject } from "../simulated-provider.ts";

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
export const sendgrid: SimulatedProvider = {
  id: "sendgrid",
  path: "/v3/mail/send",
  check,
  faults: {
    "refuse-recipient": () =>
      failure(400, "Does not contain a valid address.", "personalizations.0.to.0.email"),
    "rate-limit": () => failure(429, "too many requests", null, { "x-ratelimit-remaining": "0" }),
    "server-error": () => failure(500, "Internal Server Error", null),
    "bad-credentials": () => notAuthorized(),
  },
  accept: async () => {
    const providerMessageId = randomBytes(16).toString("base64url");
    const headers = { "x-message-id": providerMessageId };
    return { answer: { status: 202, headers, body: "" }, providerMessageId };
  },
};

const maxMessageBytes = 30 * 1024 * 1024;

function check(request: ProviderRequest): SimulatedMessage | ProviderAnswer {
  if (request.headers.authorization !== `Bearer ${simulatorCredentials.sendgrid.apiKey}`) {
    return notAuthorized();
  }
  if (request.body.length > maxMessageBytes) {
    return failure(413, "Payload too large", null);
  }
  const mail = mailSchema.safeParse(jsonObject(request.body));
  if (!mail.success) {
    const issue = mail.error.issues[0];
    return failure(400, issue?.message ?? "Bad Request", issue?.path.join(".") || null);
  }
  const { personalizations, content } = mail.data;
  return { recipient: personalizations[0].to[0].email, text: content[0].value };
}

const email = z.string().regex(emailPattern, "Does not contain a valid address.");

const mailSchema = z.object({
  personalizations: z.tuple([z.object({ to: z.tuple([z.object({ email })]) })]),
  from: z.object({ email }),
  subject: z.string("The subject is required.").min(1, "The subject is required."),
  content: z.tuple([
    z.object({
      type: z.literal("text/plain"),
      value: z.string().min(1, "The content value must be a string at least one character long."),
    }),
  ]),
  custom_args: z.record(z.string(), z.string()).optional(),
});

function notAuthorized(): ProviderAnswer {
  return failure(401, "The provided authorization grant is invalid, expired, or revoked", null);
}

function failure(
  status: number,
  message: string,
  field: string | null,
  headers: Record<string, string> = {},
): ProviderAnswer {
  return jsonAnswer(status, { errors: [{ message, field, help: null }] }, headers);
}
