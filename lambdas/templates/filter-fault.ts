/** What a filter cannot work with. */
export class FilterFault extends Error {
  override readonly name = "FilterFault";
  /** Whether the data is at fault, or what the template's author wrote. */
  readonly of: "input" | "argument";

  /** @param detail what is wrong, to be read after the name of the field: `must be a number`. */
  constructor(of: "input" | "argument", detail: string) {
    super(detail);
    this.of = of;
  }
}
