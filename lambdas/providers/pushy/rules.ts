import type { FailureKind } from "../code-table.ts";

/** What an error's text says beyond its code: one code stands for every parameter. */
export function kindByText(code: string | undefined, text: string): FailureKind | undefined {
  return code === "INVALID_PARAM" && /[`'"]to[`'"]/.test(text) ? "refused" : undefined;
}
