import * as z from "zod/mini";
import { text } from "./fields.ts";

/** What RFC 5322 calls a dot-atom: the part before the @, 64 characters at most. */
const localPart = /^(?=.{1,64}$)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** What every one of them looks like, for whoever reads the API's document. */
const shape = /^[A-Za-z0-9_!#$%&'*+/=?^`{|}~.-]{1,64}@[^\s@]+$/;

const detail = "must be an e-mail address such as ann@example.com, in ASCII before the @";

/** Labels of letters, digits and hyphens; the last one is no number, or it is an IP address. */
const asciiDomain =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Letters and digits of any script, combining marks, hyphens and dots. */
const internationalDomain = /^[\p{L}\p{M}\p{Nd}.\u3002-]+$/u;

/**
 * An e-mail address that mail servers deliver to, up to 254 characters. A domain of other than
 * ASCII letters becomes its ASCII form (punycode), which all of them know; before the @ there is
 * ASCII only, as Amazon SES takes nothing else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_Destination.html
 */
export const emailAddress = text().check(
  z.overwrite(withAsciiDomain),
  z.maxLength(254, "must have at most 254 characters"),
  z.regex(shape, { error: detail, abort: true }),
  z.refine(isEmailAddress, detail),
);

function isEmailAddress(address: string): boolean {
  const [local, domain] = parts(address);
  return localPart.test(local) && asciiDomain.test(domain);
}

/** Leaves an address as it is when its domain is in ASCII, or is no domain. */
function withAsciiDomain(address: string): string {
  const [local, domain] = parts(address);
  if (asciiDomain.test(domain) || !internationalDomain.test(domain)) {
    return address;
  }
  const url = `http://${domain}`;
  return URL.canParse(url) ? `${local}@${new URL(url).hostname}` : address;
}

function parts(address: string): [local: string, domain: string] {
  const at = address.lastIndexOf("@");
  return at < 0 ? ["", ""] : [address.slice(0, at), address.slice(at + 1)];
}
