import { outcomeTexts } from "../core/outcome-texts.ts";
import type { CodeExplanation, CodeWords } from "./code-words.ts";
import { textOf } from "./code-words.ts";
import { explainCommonCode } from "./common-words.ts";
import type { ProviderId } from "./registry.ts";

/** The providers that have words for their codes. The imports are lazy, and bring nothing that sends. */
const wordsOf: Partial<Record<ProviderId, () => Promise<{ readonly words: CodeWords }>>> = {
  messenger: () => import("./messenger/words.ts"),
  pushy: () => import("./pushy/words.ts"),
  sendgrid: () => import("./sendgrid/words.ts"),
  ses: () => import("./ses/words.ts"),
  smtp: () => import("./smtp/words.ts"),
  sns: () => import("./sns/words.ts"),
  twilio: () => import("./twilio/words.ts"),
  webhook: () => import("./webhook/words.ts"),
};

/** What a provider's code means, in words; `undefined` for one that nothing is known of. */
export async function explainCode(
  provider: string,
  code: string,
): Promise<CodeExplanation | undefined> {
  const load = Object.hasOwn(wordsOf, provider) ? wordsOf[provider as ProviderId] : undefined;
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
