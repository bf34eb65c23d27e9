import type { ChannelContent } from "../core/channel-content.ts";
import type { FieldFault } from "../core/field-fault.ts";
import { maxFaults } from "../core/field-fault.ts";
import { htmlLimit } from "../core/mail-fields.ts";
import { messageLimit, subjectLimit } from "../core/message-fields.ts";
import type { RenderedTemplate } from "../core/ports/content.ts";
import type { TemplateChoice } from "../core/template-choice.ts";
import { isTimeZone } from "../core/template-choice.ts";
import type { RenderSettings } from "./filter-settings.ts";
import { rendererOf } from "./liquid-engine.ts";
import { canonicalLocale, defaultLocale, localeChain, localeOfDefault } from "./locales.ts";
import { renderFault } from "./render-fault.ts";
import type { KindSource, Template, TemplateSet } from "./template-set.ts";

/** What a rendered template may come to. */
export interface RenderLimits {
  /** Characters of a message. */
  readonly message: number;
  /** Bytes of HTML, in UTF-8. */
  readonly html: number;
}

const defaultLimits: RenderLimits = { message: messageLimit, html: htmlLimit };

/**
 * Renders a template for each kind that it has words for: those of the locale, or else of the nearest
 * locale above it. Numbers and dates are written by the rules of the locale that was asked for.
 *
 * @returns the faults of the call, with their fields: `template.data.order.number`. What is the
 * template's own fault is one of `template`.
 */
export async function renderTemplate(
  set: TemplateSet,
  request: TemplateChoice,
  limits = defaultLimits,
): Promise<RenderedTemplate | { readonly faults: readonly FieldFault[] }> {
  const { name, locale = defaultLocale, timeZone = "UTC", data = {} } = request;
  const template = Object.hasOwn(set.templates, name) ? set.templates[name] : undefined;
  const canonical = canonicalLocale(locale);
  const faults = [
    ...faultUnless(template !== undefined, "template.name", "there is no such template"),
    ...faultUnless(canonical !== undefined, "template.locale", "must be a language such as pl-PL"),
    ...faultUnless(
      isTimeZone(timeZone),
      "template.timeZone",
      "must be a zone such as Europe/Warsaw",
    ),
  ];
  if (template === undefined || canonical === undefined || faults.length > 0) {
    return { faults };
  }
  const dataFaults = await checkedData(template, data);
  if (dataFaults.length > 0) {
    return { faults: dataFaults.slice(0, maxFaults) };
  }
  const rendering = new Rendering(set, { name, data, timeZone, locale: canonical, limits });
  const entries = kindsFor(template, canonical).map(
    ([kind, source]) => [kind, rendering.render(kind, source)] as const,
  );
  return rendering.faults.length > 0
    ? { faults: rendering.faults.slice(0, maxFaults) }
    : { content: Object.fromEntries(entries), locale: canonical, hash: template.hash };
}

/** What is rendered of one call, and what is found to be wrong with it. */
class Rendering {
  readonly faults: FieldFault[] = [];
  readonly #set: TemplateSet;
  readonly #call: CheckedCall;

  constructor(set: TemplateSet, call: CheckedCall) {
    this.#set = set;
    this.#call = call;
  }

  render(kind: string, { subject, title, message, html }: KindSource): ChannelContent {
    const lines = {
      subject: this.#line(kind, "subject", subject),
      title: this.#line(kind, "title", title),
    };
    const { limits } = this.#call;
    const text = this.#body(kind, "message", message, (each) => each.length <= limits.message);
    const markup = this.#body(kind, "html", html, (each) => Buffer.byteLength(each) <= limits.html);
    return {
      ...(lines.subject !== undefined && { subject: lines.subject }),
      ...(lines.title !== undefined && { title: lines.title }),
      ...(text !== undefined && { message: text }),
      ...(markup !== undefined && { html: markup }),
    };
  }

  #line(kind: string, part: keyof KindSource, source: string | undefined): string | undefined {
    const line = this.#text(kind, part, source)
      ?.replace(/[\s\p{Cc}]+/gu, " ")
      .trim();
    if (line !== undefined && (line === "" || [...line].length > subjectLimit)) {
      this.#fail(kind, part, `must be one line of 1 to ${subjectLimit} characters`);
    }
    return line;
  }

  #body(
    kind: string,
    part: "message" | "html",
    source: string | undefined,
    fits: (text: string) => boolean,
  ): string | undefined {
    const text = this.#text(kind, part, source)?.trim();
    if (text === "") {
      this.#fail(kind, part, "is blank with this data");
    }
    if (text !== undefined && !fits(text)) {
      const { limits } = this.#call;
      const unit = part === "html" ? "bytes" : "characters";
      this.#fail(kind, part, `has more than ${limits[part]} ${unit} with this data`);
    }
    return text;
  }

  #text(kind: string, part: keyof KindSource, source: string | undefined): string | undefined {
    if (source === undefined) {
      return undefined;
    }
    const { name, data, timeZone, locale } = this.#call;
    const settings: RenderSettings = {
      locale: locale === defaultLocale ? localeOfDefault : locale,
      timeZone,
      isHtml: part === "html",
    };
    try {
      return rendererOf(this.#set).render(source, data, settings).toWellFormed();
    } catch (error) {
      this.#add(renderFault(error, { data, place: `the ${part} of ${name}'s ${kind}` }));
      return undefined;
    }
  }

  #fail(kind: string, part: keyof KindSource, detail: string): void {
    const place = `the ${part} of ${this.#call.name}'s ${kind}`;
    this.#add({ field: "template", detail: `${place} ${detail}` });
  }

  /** One fault for each field: what is missing is missing for every channel. */
  #add(found: FieldFault): void {
    if (!this.faults.some(({ field }) => field === found.field && field !== "template")) {
      this.faults.push(found);
    }
  }
}

interface CheckedCall {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly timeZone: string;
  readonly locale: string;
  readonly limits: RenderLimits;
}

/** The words for each kind, from the first locale of the chain that has any for it. */
function kindsFor({ locales }: Template, locale: string): [string, KindSource][] {
  const found = new Map<string, KindSource>();
  for (const each of localeChain(locale)) {
    for (const [kind, source] of Object.entries(locales[each] ?? {})) {
      found.set(kind, found.get(kind) ?? source);
    }
  }
  return [...found];
}

async function checkedData({ schema }: Template, data: object): Promise<readonly FieldFault[]> {
  if (schema === undefined) {
    return [];
  }
  const { checkData } = await import("./check-data.ts");
  return checkData(schema, data);
}

function faultUnless(isFine: boolean, field: string, detail: string): readonly FieldFault[] {
  return isFine ? [] : [{ field, detail }];
}
