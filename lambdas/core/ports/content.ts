import type { Content } from "../channel-content.ts";
import type { FieldFault } from "../field-fault.ts";
import type { AttachmentRecord, SubmittedAttachment } from "../mail-fields.ts";
import type { TemplateChoice } from "../template-choice.ts";

/** The templates in force. `render` may reject with `DependencyUnavailable`. */
export interface Templates {
  /** What a template says with this data, or what is wrong with the choice or the data. */
  render(
    choice: TemplateChoice,
  ): Promise<RenderedTemplate | { readonly faults: readonly FieldFault[] }>;
}

/** What a template came to. */
export interface RenderedTemplate {
  /** Words by the names of the template's files. */
  readonly content: Content;
  /** The locale that it was rendered for. */
  readonly locale: string;
  /** Of the template, so that a record says which one it was. */
  readonly hash: string;
}

/** Makes plain text of HTML. */
export interface HtmlText {
  textOf(html: string): Promise<string>;
}

/** Reads the files that a caller sent. */
export interface AttachmentFiles {
  read(submitted: readonly SubmittedAttachment[]): readonly Attachment[];
}

/** A file with its bytes. */
export interface Attachment extends AttachmentRecord {
  readonly content: Uint8Array;
}

/**
 * Where attachments' bytes are kept: each user's apart from all others', under its hash. Every method may reject
 * with `DependencyUnavailable`.
 */
export interface AttachmentStore {
  /** Keeps files of a user's; what is kept already begins its time anew. */
  put(userId: string, attachments: readonly Attachment[]): Promise<void>;
  /** Reads files of a user's back. */
  load(userId: string, attachments: readonly AttachmentRecord[]): Promise<readonly Attachment[]>;
  /**
   * Removes all of a user's files until none is left or the time is up.
   *
   * @returns whether none is left.
   */
  removeAll(userId: string, until: Date): Promise<boolean>;
}
