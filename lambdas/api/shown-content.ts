import * as z from "zod/mini";
import { channelContentSchema } from "../core/channel-content.ts";
import { storedAttachment, storedHeaders } from "../core/mail-fields.ts";
import { storedTemplate } from "../core/template-choice.ts";
import { asShown } from "./shown-fields.ts";

/** What a notification says, as a response shows it. */

const attachment = z.strictObject(storedAttachment.shape).check(
  z.meta({
    description: "A file that went with the mail: its name, its bytes' number and SHA-256.",
  }),
);

/** What one channel says. */
export const shownChannelContent = z
  .strictObject(asShown(channelContentSchema.shape))
  .check(z.meta({ description: "What one channel says in place of the others." }));

const template = z
  .strictObject(storedTemplate.shape)
  .check(z.meta({ description: "The template that its words are from, as it was." }));

/** The fields whose shown form is another than the submitted one. */
export const shownContent = {
  headers: storedHeaders,
  attachments: z.optional(z.array(attachment)),
  content: z.optional(z.record(z.string(), shownChannelContent)),
  template: z.optional(template),
};

/** What they are made of, by its names in the document. */
export const shownContentParts = {
  ShownAttachment: attachment,
  ShownChannelContent: shownChannelContent,
  ShownTemplate: template,
} as const;
