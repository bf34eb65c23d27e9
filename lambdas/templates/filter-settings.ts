import type { Context, Liquid } from "liquidjs";

/** By whose rules a text is rendered. */
export interface RenderSettings {
  /** A language tag that `Intl` takes. */
  readonly locale: string;
  /** Of the IANA database: `Europe/Warsaw`. */
  readonly timeZone: string;
  /** Whether what is rendered is HTML, and not plain text. */
  readonly isHtml: boolean;
}

/** What Liquid calls a filter on. */
export interface FilterContext {
  readonly context: Context;
}

/** Filters by name, as Liquid calls them: the value, then what stands after the colon. */
export type FilterHandlers = Readonly<
  Record<string, (this: FilterContext, value: unknown, ...args: readonly unknown[]) => string>
>;

/** No template can name it. */
const settingsKey = Symbol("settings");

/** The globals that tell filters of the settings, in partials too. */
export function settingsGlobals(settings: RenderSettings): object {
  return { [settingsKey]: settings };
}

/** The settings of the text that a filter works on. */
export function settingsOf({ context }: FilterContext): RenderSettings {
  return (context.globals as { readonly [settingsKey]: RenderSettings })[settingsKey];
}

/** Gives an engine filters, in the place of those that have these names. */
export function registerFilters(engine: Liquid, handlers: FilterHandlers): void {
  for (const [name, handler] of Object.entries(handlers)) {
    engine.registerFilter(name, handler);
  }
}

/**
 * Puts plain spaces in the place of those that do not break, in plain text: an SMS with one of the latter
 * has 70 characters to a part, not 160. Mail in HTML keeps them.
 *
 * @see https://unicode.org/reports/tr14/#GL
 */
export function plainSpaces(filter: FilterContext, text: string): string {
  return settingsOf(filter).isHtml ? text : text.replace(/[\u00a0\u202f]/g, " ");
}
