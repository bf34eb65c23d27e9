import type { Token } from "liquidjs";
import { LiquidError } from "liquidjs";
import type { FieldFault } from "../core/field-fault.ts";
import { dataPath } from "./data-path.ts";
import { FilterFault } from "./filter-fault.ts";

/** What was rendered when an error came. */
export interface RenderedPlace {
  readonly data: Readonly<Record<string, unknown>>;
  /** `the subject of order-ready's email` */
  readonly place: string;
}

/** The variable that an output begins with: `order.total` of `{{ order.total | money: "EUR" }}`. */
const outputVariable = /^\{\{-?\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)/;

/**
 * What a caller is told of a text that could not be rendered. Of what only the template knows, such as
 * the variable of a loop, the fault is one of `template.data` as a whole.
 */
export function renderFault(error: unknown, { data, place }: RenderedPlace): FieldFault {
  const { originalError, token, message } = liquidErrorOf(error);
  const missing = missingVariable(originalError);
  if (missing !== undefined) {
    // A name of the template's own is always there: only a field of it can be missing.
    const isOfData = !missing.includes(".") || isOwn(data, missing);
    return variableFault(missing, "is missing", isOfData, place);
  }
  if (!(originalError instanceof FilterFault)) {
    const detail = `${place} cannot be rendered: ${reason(originalError, message)}`;
    return { field: "template", detail };
  }
  const { message: detail } = originalError;
  const [, variable] = outputVariable.exec(textOf(token)) ?? [];
  return variable === undefined || originalError.of === "argument"
    ? { field: "template", detail: `${place}: ${detail}` }
    : variableFault(variable, detail, isOwn(data, variable), place);
}

function isOwn(data: RenderedPlace["data"], variable: string): boolean {
  return Object.hasOwn(data, variable.split(".")[0] ?? "");
}

function variableFault(
  variable: string,
  detail: string,
  isOfData: boolean,
  place: string,
): FieldFault {
  return isOfData
    ? { field: dataPath(variable.split(".")), detail: `${detail}: ${place} needs it` }
    : { field: "template.data", detail: `${variable} ${detail}: ${place} needs it` };
}

function liquidErrorOf(error: unknown): {
  readonly originalError: unknown;
  readonly token: Token | undefined;
  readonly message: string;
} {
  if (LiquidError.is(error)) {
    return { originalError: error.originalError, token: error.token, message: error.message };
  }
  return { originalError: error, token: undefined, message: String(error) };
}

function missingVariable(error: unknown): string | undefined {
  const { variableName } = Object(error);
  return typeof variableName === "string" ? variableName : undefined;
}

/** Only words of Liquid's or Herald's: an error of the engine itself might quote the data. */
function reason(error: unknown, message: string): string {
  const text = error instanceof Error ? error.message : message;
  const limit = /^(template render|memory alloc|output|parse length) limit exceeded/.exec(
    text,
  )?.[0];
  return limit ?? "its Liquid fails with this data";
}

function textOf(token: Token | undefined): string {
  return token?.getText() ?? "";
}
