/** Something wrong with a folder of templates. */
export interface Mistake {
  /** The file's or folder's path, as messages are to name it. */
  readonly file: string;
  /** From 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly detail: string;
}

/** A folder of templates is wrong; the message has one line for each mistake. */
export class InvalidTemplates extends Error {
  override readonly name = "InvalidTemplates";
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(formatMistake).join("\n"));
    this.mistakes = mistakes;
  }
}

/** `templates/order-ready/pl/sms.liquid:3: unknown filter "mony"` */
function formatMistake({ file, line, detail }: Mistake): string {
  return `${file}${line === undefined ? "" : `:${line}`}: ${detail}`;
}
