import { decodeTime } from "ulid";
import type { AttachmentRecord } from "../../../lambdas/core/mail-fields.ts";
import type {
  Attachment,
  AttachmentStore,
  OwnedAttachments,
  RenderedTemplate,
  Templates,
} from "../../../lambdas/core/ports/content.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import { htmlText } from "../../../lambdas/runtime/html-text.ts";

/** Keeps attachments in memory, as S3 does: by user and notification, each by its hash. */
export class InMemoryAttachments implements AttachmentStore {
  readonly kept = new Map<string, Uint8Array>();

  async put(notification: OwnedAttachments, attachments: readonly Attachment[]): Promise<void> {
    for (const { sha256, content } of attachments) {
      this.kept.set(keyOf(notification, sha256), content);
    }
  }

  async load(
    notification: OwnedAttachments,
    attachments: readonly AttachmentRecord[],
  ): Promise<readonly Attachment[]> {
    return attachments.map((each) => {
      const content = this.kept.get(keyOf(notification, each.sha256));
      if (content === undefined) {
        throw new DependencyUnavailable("S3", new Error("NoSuchKey"));
      }
      return { ...each, content };
    });
  }

  async remove({ userId, id }: OwnedAttachments): Promise<void> {
    this.#removeWhere((user, notificationId) => user === userId && notificationId === id);
  }

  async removeAll(
    userId: string,
    { registeredUntil }: { registeredUntil: Date },
  ): Promise<boolean> {
    this.#removeWhere((user, id) => user === userId && decodeTime(id) <= registeredUntil.getTime());
    return true;
  }

  #removeWhere(isMeant: (userId: string, notificationId: string) => boolean): void {
    for (const key of this.kept.keys()) {
      const [userId = "", id = ""] = key.split("/");
      if (isMeant(userId, id)) {
        this.kept.delete(key);
      }
    }
  }
}

function keyOf({ userId, id }: OwnedAttachments, sha256: string): string {
  return `${userId}/${id}/${sha256}`;
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
