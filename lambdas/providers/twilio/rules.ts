import type { FailureKind } from "../code-table.ts";

/** One code stands for every invalid parameter: https://www.twilio.com/docs/api/errors/60200 */
const invalidParameter = 60200;

/** What an error's text says beyond its code. */
export function kindByText(code: number | undefined, text: string): FailureKind | undefined {
  return code === invalidParameter && /\bTo\b/.test(text) ? "refused" : undefined;
}
