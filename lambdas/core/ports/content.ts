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

/** The notification whose files they are. */
export interface OwnedAttachments {
  readonly userId: string;
  readonly id: string;
}

/** Where attachments' bytes are kept. Every method may reject with `DependencyUnavailable`. */
export interface AttachmentStore {
  /** Keeps a notification's files; those that are kept already stay. */
  put(notification: OwnedAttachments, attachments: readonly Attachment[]): Promise<void>;
  /** Reads a notification's files back. */
  load(
    notification: OwnedAttachments,
    attachments: readonly AttachmentRecord[],
  ): Promise<readonly Attachment[]>;
  /** Removes a notification's files, if there is time for it. */
  remove(notification: OwnedAttachments, until: Date): Promise<void>;
  /**
   * Removes the files of a user's notifications that were registered until then, until none is left or the time
   * is up.
   *
   * @returns whether none is left.
   */
  removeAll(
    userId: string,
    options: { readonly registeredUntil: Date; readonly until: Date },
  ): Promise<boolean>;
}
