import { domainToASCII } from "node:url";
import * as z from "zod/mini";

/** Who a mail is from. */
export interface Sender {
  /** In ASCII: what is not is in the domain's Punycode. */
  readonly address: string;
  /** As people write it: neither quoted nor encoded. */
  readonly name?: string;
}

/**
 * A sender's e-mail address, with or without a name: `a@example.com`, `Acme, Inc. <a@example.com>`.
 * What no mail server takes is refused here, as providers would blame the recipient.
 */
export const senderSetting = z.pipe(
  z.string(),
  z.transform((text, context): Sender => {
    const sender = parseSender(text);
    if (typeof sender === "object") {
      return sender;
    }
    context.issues.push({ code: "custom", message: sender, input: text });
    return z.NEVER;
  }),
);

/** The characters of a local part that need no quotes: https://www.rfc-editor.org/rfc/rfc5322#section-3.2.3 */
const localPart = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const domain =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

function parseSender(text: string): Sender | string {
  const [, rawName = "", rawAddress = text] = /^(.*)<([^<>]*)>\s*$/s.exec(text) ?? [];
  const address = parseAddress(rawAddress.trim());
  const name = unquoted(rawName.trim());
  if (address === undefined) {
    return "must be an e-mail address, with or without a name before it in <>";
  }
  if (/[\p{Cc}<>]/u.test(name) || !name.isWellFormed()) {
    return "must have a name of one line, without < and >";
  }
  return { address, ...(name !== "" && { name }) };
}

function parseAddress(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const ascii = domainToASCII(text.slice(at + 1));
  return at > 0 && localPart.test(local) && domain.test(ascii) ? `${local}@${ascii}` : undefined;
}

/** A name that was quoted already is taken as what it stands for. */
function unquoted(name: string): string {
  const [, inner] = /^"((?:[^"\\]|\\.)*)"$/.exec(name) ?? [];
  return (inner?.replace(/\\(.)/g, "$1") ?? name).trim();
}

/**
 * A sender as the value of a mail header: the name is quoted where it has other characters than a
 * phrase may, and encoded where it is not ASCII.
 *
 * https://www.rfc-editor.org/rfc/rfc5322#section-3.4, https://www.rfc-editor.org/rfc/rfc2047
 */
export function formatSender({ address, name }: Sender): string {
  return name === undefined ? address : `${formatName(name)} <${address}>`;
}

function formatName(name: string): string {
  if (!/^[\x20-\x7e]*$/.test(name)) {
    return encodedWords(name).join(" ");
  }
  return /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name) ? name : quoted(name);
}

function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, "\\$&")}"`;
}

/** A sender for an API that takes UTF-8 and encodes names itself: the name is only quoted. */
export function quoteSender({ address, name }: Sender): string {
  return name === undefined ? address : `${quoted(name)} <${address}>`;
}

/**
 * A line with encoded words has 76 characters at most, the first with the header's name: `Subject: `, 12 for a
 * word's frame, and the 52 of base64 that 39 bytes make.
 */
const maxWordBytes = 39;

/** Text as words of ASCII that fit into a mail's header; no character is cut in two. */
export function encodedWords(text: string): string[] {
  const parts = [""];
  for (const character of text) {
    const last = parts.length - 1;
    if (Buffer.byteLength(parts[last] + character) > maxWordBytes) {
      parts.push(character);
    } else {
      parts[last] += character;
    }
  }
  return parts.map((part) => `=?UTF-8?B?${Buffer.from(part).toString("base64")}?=`);
}
