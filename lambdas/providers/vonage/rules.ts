import type { FailureKind } from "../code-table.ts";
import type { Problem } from "./problem.ts";

/** The parameters that hold the recipient and the content. */
const ofMessage: readonly (string | undefined)[] = ["to", "text"];

/**
 * What the parameters that a problem complains of say beyond its code, which may be the same for a
 * recipient and for a sender.
 */
export function kindByParameters(problem: Problem): FailureKind | undefined {
  const names = problem.invalid_parameters?.map(({ name }) => name) ?? [];
  const isOfMessage = names.length > 0 && names.every((name) => ofMessage.includes(name));
  return isOfMessage ? "refused" : undefined;
}
