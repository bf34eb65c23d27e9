import type { Liquid, Parser, TagToken, TopLevelToken } from "liquidjs";
import { LiquidError, RenderTag } from "liquidjs";
import { createEngine } from "../../lambdas/templates/liquid-engine.ts";
import type { SourcePart } from "./front-matter.ts";

/** What a text says, as far as its syntax does. */
export interface CheckedLiquid {
  /** The partials that it renders itself, each once. */
  readonly partials: readonly string[];
  readonly mistakes: readonly LiquidMistake[];
}

interface LiquidMistake {
  /** Of the file. */
  readonly line: number;
  readonly detail: string;
}

const unknownFilter = /^undefined filter: ([^\s,]+)/;

const unknownTag = /^tag "([^"]+)" not found/;

/**
 * Checks a text's syntax, filters, tags and partials. What is unknown is told of wherever it stands; of
 * other mistakes Liquid's parser finds the first.
 *
 * @param known the names of the partials that there are.
 */
export function checkLiquid(
  { source, line }: SourcePart,
  known: ReadonlySet<string>,
): CheckedLiquid {
  const engine = createEngine({}, { isHtml: false });
  const references = recordPartials(engine);
  const mistakes: LiquidMistake[] = [];
  while (true) {
    references.length = 0;
    const error = parseError(engine, source);
    if (error === undefined) {
      break;
    }
    const { detail, goOn } = explain(error, engine);
    mistakes.push({ line: line + lineOf(error) - 1, detail });
    if (!goOn) {
      break;
    }
  }
  const missing = references.filter(({ name }) => name === undefined || !known.has(name));
  const wrongPartials = missing.map(({ name, line: at }) => ({
    line: line + at - 1,
    detail:
      name === undefined
        ? "render needs the name of a partial in quotes"
        : `there is no partial "${name}"`,
  }));
  return {
    partials: [...new Set(references.flatMap(({ name }) => name ?? []))],
    mistakes: [...mistakes, ...wrongPartials].toSorted((one, other) => one.line - other.line),
  };
}

interface Reference {
  readonly name: string | undefined;
  readonly line: number;
}

/** Has an engine note what partials the texts name that it parses. */
function recordPartials(engine: Liquid): Reference[] {
  const references: Reference[] = [];
  class RecordedRender extends RenderTag {
    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, rest, liquid, parser);
      const [, , name] = /^\s*(["'])([a-z0-9-]+)\1/.exec(token.args) ?? [];
      references.push({ name, line: token.getPosition()[0] ?? 1 });
    }
  }
  engine.registerTag("render", RecordedRender);
  return references;
}

function parseError(engine: Liquid, source: string): LiquidError | undefined {
  try {
    engine.parse(source);
    return undefined;
  } catch (error) {
    if (LiquidError.is(error)) {
      return error;
    }
    throw error;
  }
}

/** What an error means. What is unknown is made known, so that parsing gets as far as the next one. */
function explain(error: LiquidError, engine: Liquid): { detail: string; goOn: boolean } {
  const message = error.message.replace(/, line:\d+, col:\d+$/, "");
  const [, filter] = unknownFilter.exec(message) ?? [];
  if (filter !== undefined) {
    engine.registerFilter(filter, (value) => value);
    return { detail: `unknown filter "${filter}"`, goOn: true };
  }
  const [, tag] = unknownTag.exec(message) ?? [];
  if (tag !== undefined) {
    engine.registerTag(tag, { render: () => "" });
    return { detail: `unknown tag "${tag}"`, goOn: !tag.startsWith("end") };
  }
  return { detail: message, goOn: false };
}

function lineOf(error: LiquidError): number {
  return error.token.getPosition()[0] ?? 1;
}
