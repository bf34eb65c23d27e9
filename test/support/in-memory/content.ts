import type {
  Attachment,
  AttachmentStore,
  RenderedTemplate,
  Templates,
} from "../../../lambdas/core/ports/content.ts";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import { htmlText } from "../../../lambdas/runtime/html-text.ts";

/** Keeps attachments in memory, as S3 does. */
export class InMemoryAttachments implements AttachmentStore {
  readonly kept = new Map<string, Map<string, Uint8Array>>();

  async put(userId: string, attachments: readonly Attachment[]): Promise<void> {
    const files = this.kept.get(userId) ?? new Map();
    for (const { sha256, content } of attachments) {
      files.set(sha256, content);
    }
    this.kept.set(userId, files);
  }

  async load(
    userId: string,
    attachments: readonly Omit<Attachment, "content">[],
  ): Promise<readonly Attachment[]> {
    return attachments.map((each) => {
      const content = this.kept.get(userId)?.get(each.sha256);
      if (content === undefined) {
        throw new Error("there is no such attachment");
      }
      return { ...each, content };
    });
  }

  async removeAll(userId: string): Promise<boolean> {
    this.kept.delete(userId);
    return true;
  }
}

/** Templates that say what a test gives them. */
export function cannedTemplates(
  rendered: Readonly<Record<string, RenderedTemplate>> = {},
): Templates {
  return {
    async render({ name }) {
      return (
        rendered[name] ?? {
          faults: [{ field: "template.name", detail: "there is no such template" }],
        }
      );
    },
  };
}

/** What completing a notification's words needs, with no templates. */
export const testWords = { templates: cannedTemplates(), htmlText, attachmentFiles };
