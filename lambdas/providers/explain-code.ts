import { outcomeTexts } from "../core/outcome-texts.ts";
import { providerOf } from "../core/provider-account.ts";
import type { CodeExplanation, CodeWords } from "./code-words.ts";
import { textOf } from "./code-words.ts";
import { explainCommonCode } from "./common-words.ts";
import type { ProviderId } from "./registry.ts";

/** The providers that have words for their codes. The imports are lazy, and bring nothing that sends. */
export const wordsOf: Partial<Record<ProviderId, () => Promise<{ readonly words: CodeWords }>>> = {
  apns: () => import("./apns/words.ts"),
  fcm: () => import("./fcm/words.ts"),
  messenger: () => import("./messenger/words.ts"),
  postmark: () => import("./postmark/words.ts"),
  pushy: () => import("./pushy/words.ts"),
  sendgrid: () => import("./sendgrid/words.ts"),
  ses: () => import("./ses/words.ts"),
  slack: () => import("./slack/words.ts"),
  "sms-voice": () => import("./sms-voice/words.ts"),
  smtp: () => import("./smtp/words.ts"),
  sns: () => import("./sns/words.ts"),
  telegram: () => import("./telegram/words.ts"),
  twilio: () => import("./twilio/words.ts"),
  vonage: () => import("./vonage/words.ts"),
  webhook: () => import("./webhook/words.ts"),
  whatsapp: () => import("./whatsapp/words.ts"),
};

/**
 * What a provider's code means, in words; `undefined` for one that nothing is known of.
 *
 * @param account the provider account that said it.
 */
export async function explainCode(
  account: string,
  code: string,
): Promise<CodeExplanation | undefined> {
  const provider = providerOf(account, Object.keys(wordsOf) as ProviderId[]);
  const load = provider && wordsOf[provider];
  const own = load && explainOwnCode((await load()).words, code);
  return own ?? explainCommonCode(code);
}

function explainOwnCode(
  { codes, texts, page }: CodeWords,
  code: string,
): CodeExplanation | undefined {
  const listed = codes.get(code);
  const text = textOf(texts, code) ?? (listed && outcomeTexts[listed.kind]);
  return text === undefined ? undefined : { text, url: listed?.source ?? page };
}
