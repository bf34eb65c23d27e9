import type { Template as ParsedText } from "liquidjs";
import { Context, Liquid, filters as ownFilters, toValueSync } from "liquidjs";
import { FilterFault } from "./filter-fault.ts";
import type { RenderSettings } from "./filter-settings.ts";
import { settingsGlobals } from "./filter-settings.ts";
import { addFilters } from "./filters.ts";
import type { TemplateSet } from "./template-set.ts";

/** Milliseconds that one text may take to render. */
const renderLimit = 1_000;

/** What Liquid counts as memory while one text is rendered: about as many characters. */
const memoryLimit = 2_000_000;

/** Characters that a text may have as source. */
const parseLimit = 1_000_000;

/** Characters of whatever is rendered; the limits of what is sent are lower. */
const outputLimit = 400_000;

/** Tags that read other files than a partial, or are of no use without them. */
const refusedTags = ["include", "layout", "block"];

/**
 * An engine that reads nothing but the partials it is given. Variables and filters that do not exist are
 * errors, save in conditions and before `default`.
 *
 * @param partials their sources, by name.
 * @param isHtml whether what is not marked `raw` is escaped.
 */
export function createEngine(
  partials: Readonly<Record<string, string>>,
  { isHtml }: { readonly isHtml: boolean },
): Liquid {
  const engine = new Liquid({
    templates: { ...partials },
    cache: true,
    relativeReference: false,
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    outputEscape: isHtml ? escapedHtml : writable,
    renderLimit,
    memoryLimit,
    parseLimit,
  });
  for (const name of refusedTags) {
    delete engine.tags[name];
  }
  addFilters(engine);
  // No name of a prototype is a filter or a tag.
  Object.setPrototypeOf(engine.filters, null);
  Object.setPrototypeOf(engine.tags, null);
  return engine;
}

/** Renders texts of one set; what was parsed is kept as long as the set is. */
export interface SetRenderer {
  /** @throws LiquidError that says where; its `originalError` may be a `FilterFault`. */
  render(source: string, data: object, settings: RenderSettings): string;
}

const renderers = new WeakMap<TemplateSet, SetRenderer>();

/** The renderer of a set, which is the same for the same object. */
export function rendererOf(set: TemplateSet): SetRenderer {
  const known = renderers.get(set) ?? createRenderer(set);
  renderers.set(set, known);
  return known;
}

function createRenderer({ partials }: TemplateSet): SetRenderer {
  const modes = {
    html: { engine: createEngine(partials, { isHtml: true }), parsed: new Map() },
    text: { engine: createEngine(partials, { isHtml: false }), parsed: new Map() },
  };
  return {
    render(source, data, settings) {
      const { engine, parsed } = modes[settings.isHtml ? "html" : "text"];
      const templates: ParsedText[] = parsed.get(source) ?? engine.parse(source);
      parsed.set(source, templates);
      return renderParsed(engine, templates, data, settings);
    },
  };
}

function renderParsed(
  engine: Liquid,
  templates: ParsedText[],
  data: object,
  settings: RenderSettings,
): string {
  const globals = settingsGlobals(settings);
  const context = new Context(data, engine.options, { globals, sync: true }, { liquid: engine });
  const emitter = {
    buffer: "",
    write(value: unknown) {
      emitter.buffer += writable(value);
      if (emitter.buffer.length > outputLimit) {
        throw new Error(`output limit exceeded: more than ${outputLimit} characters`);
      }
    },
  };
  toValueSync(engine.renderer.renderTemplates(templates, context, emitter));
  return emitter.buffer;
}

/** A value as a text shows it. @throws FilterFault for an object, which no reader wants to see. */
function writable(value: unknown): string {
  if (value === undefined || value === null) {
    return "";
  }
  if (Array.isArray(value)) {
    return value.map(writable).join("");
  }
  if (typeof value === "object" && String(value) === "[object Object]") {
    throw new FilterFault("input", "must be a text or a number, not an object");
  }
  return String(value);
}

/** A value as HTML shows it. Liquid calls it as it does a filter. */
function escapedHtml(this: unknown, value: unknown): string {
  return (ownFilters["escape"] as FilterHandler).call(this, writable(value));
}

type FilterHandler = (this: unknown, value: string) => string;
