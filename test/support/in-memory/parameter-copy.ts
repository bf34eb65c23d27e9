import type { CopiedParameters, ParameterCopy } from "../../../lambdas/core/ports/parameters.ts";

/** A copy of parameters in memory; the contract suite proves that it behaves like DynamoDB's. */
export class InMemoryParameterCopy implements ParameterCopy {
  copy: CopiedParameters | undefined;
  /** How many copies were written. */
  written = 0;

  async read(): Promise<CopiedParameters | undefined> {
    return this.copy;
  }

  async write(next: CopiedParameters, dueBefore: Date): Promise<Date> {
    const { copy } = this;
    if (copy && copy.writtenAt >= dueBefore && isSame(copy.texts, next.texts)) {
      return copy.writtenAt;
    }
    this.copy = next;
    this.written += 1;
    return next.writtenAt;
  }
}

function isSame(one: CopiedParameters["texts"], other: CopiedParameters["texts"]): boolean {
  return one.size === other.size && [...one].every(([name, text]) => other.get(name) === text);
}
