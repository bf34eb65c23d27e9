import type { Addresses } from "./address.ts";
import { addressesOf } from "./address.ts";
import type { Channel } from "./channel.ts";
import type { Content } from "./channel-content.ts";
import { contentNames, wordsOf } from "./channel-content.ts";
import type { FieldFault } from "./field-fault.ts";
import { maxShownName } from "./field-fault.ts";
import { utf8Length } from "./fields.ts";
import type { Attachment, AttachmentFiles, HtmlText, Templates } from "./ports/content.ts";
import type { Submission } from "./submission.ts";

/** Bytes of JSON that a notification may take without its attachments: DynamoDB keeps 400 KB in an item. */
const recordBytesLimit = 350_000;

/** What completing a submission's words needs. */
export interface WordsDependencies {
  readonly templates: Templates;
  readonly htmlText: HtmlText;
  readonly attachmentFiles: AttachmentFiles;
}

/** What a notification says, complete: its template is rendered, and each of its channels has words. */
export interface Words {
  readonly message: string;
  readonly content?: Content;
  readonly template?: { readonly name: string; readonly locale: string; readonly hash: string };
  readonly attachments?: readonly Attachment[];
}

/** The words, or what is wrong with them. */
export type CompletedWords = { readonly words: Words } | { readonly faults: readonly FieldFault[] };

/**
 * Completes what a submission says, so that what is stored is what is sent.
 *
 * @param chosen the channels that the notification goes to.
 * @throws DependencyUnavailable when templates cannot be read.
 */
export async function completeWords(
  deps: WordsDependencies,
  submission: Submission,
  chosen: readonly string[],
  deployed: readonly Channel[],
): Promise<CompletedWords> {
  const unknown = unknownNames(submission.content, deployed);
  const rendered = submission.template && (await deps.templates.render(submission.template));
  if (rendered && "faults" in rendered) {
    return { faults: [...unknown, ...rendered.faults] };
  }
  const content = await withTexts(
    deps.htmlText,
    merged(rendered?.content, submission.content),
    submission.message,
  );
  const { message: given, html } = submission;
  const general = given ?? (html === undefined ? undefined : await textOf(deps.htmlText, html));
  const said = { message: general, content };
  const spoken = sayings(said, chosen, deployed, addressesOf(submission));
  const message = general ?? spoken.find((each) => each.message !== undefined)?.message;
  const faults = [...unknown, ...wordlessFaults(spoken)];
  if (message === undefined || faults.length > 0) {
    return { faults };
  }
  const { template, attachments } = submission;
  const words: Words = {
    message,
    ...(content && { content }),
    ...(template &&
      rendered && {
        template: { name: template.name, locale: rendered.locale, hash: rendered.hash },
      }),
    ...(attachments && { attachments: deps.attachmentFiles.read(attachments) }),
  };
  const tooMuch = sizeFaults(submission, words);
  return tooMuch.length > 0 ? { faults: tooMuch } : { words };
}

function unknownNames(content: Content = {}, deployed: readonly Channel[]): FieldFault[] {
  const known = new Set([...deployed.map(({ name }) => name), ...contentNames]);
  return Object.keys(content)
    .filter((name) => !known.has(name))
    .map((name) => ({
      field: `content.${name.slice(0, maxShownName).toWellFormed()}`,
      detail: `is neither a channel nor one of ${contentNames.join(", ")}`,
    }));
}

/** What the caller says counts for more than what a template does. */
function merged(ofTemplate: Content | undefined, given: Content | undefined): Content | undefined {
  if (ofTemplate === undefined || given === undefined) {
    return ofTemplate ?? given;
  }
  const names = [...new Set([...Object.keys(ofTemplate), ...Object.keys(given)])];
  return Object.fromEntries(names.map((name) => [name, { ...ofTemplate[name], ...given[name] }]));
}

/** Words with HTML and no text, where none stands above them either, have the text of the HTML. */
async function withTexts(
  htmlText: HtmlText,
  content: Content | undefined,
  above: string | undefined,
): Promise<Content | undefined> {
  if (content === undefined || above !== undefined) {
    return content;
  }
  const entries = Object.entries(content).map(async ([name, words]) => {
    const { message, html } = words;
    const text =
      message === undefined && html !== undefined ? await textOf(htmlText, html) : message;
    return [name, { ...words, ...(text !== undefined && { message: text }) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function textOf(htmlText: HtmlText, html: string): Promise<string | undefined> {
  const text = await htmlText.textOf(html);
  return /\S/.test(text) ? text : undefined;
}

/** What a channel would say at one kind of address. */
interface Saying {
  readonly channel: string;
  readonly message: string | undefined;
}

function sayings(
  said: { readonly message: string | undefined; readonly content: Content | undefined },
  chosen: readonly string[],
  deployed: readonly Channel[],
  addresses: Addresses,
): Saying[] {
  return deployed
    .filter(({ name }) => chosen.includes(name))
    .flatMap(({ name, addresses: kinds }) =>
      [...new Set(kinds)]
        .filter((kind) => kind === null || addresses[kind] !== undefined)
        .map((kind) => ({ channel: name, message: wordsOf(said, name, kind).message })),
    );
}

function wordlessFaults(spoken: readonly Saying[]): FieldFault[] {
  const without = new Set(
    spoken.flatMap(({ channel, message }) => (message === undefined ? [channel] : [])),
  );
  return without.size === 0
    ? []
    : [
        {
          field: "message",
          detail: `is required: there are no words for ${[...without].join(", ")}`,
        },
      ];
}

function sizeFaults(submission: Submission, { attachments: _, ...words }: Words): FieldFault[] {
  const { attachments: __, template: ___, ...rest } = submission;
  const bytes = utf8Length(JSON.stringify({ ...rest, ...words }));
  return bytes <= recordBytesLimit
    ? []
    : [
        {
          field: "body",
          detail: `comes to ${bytes} bytes without attachments, of ${recordBytesLimit} at most`,
        },
      ];
}
