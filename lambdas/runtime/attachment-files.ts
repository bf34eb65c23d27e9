import { createHash } from "node:crypto";
import type { AttachmentFiles } from "../core/ports/content.ts";

/** Reads base64, and hashes the bytes by SHA-256. */
export const attachmentFiles: AttachmentFiles = {
  read: (submitted) =>
    submitted.map(({ content: base64, ...file }) => {
      const content = Buffer.from(base64, "base64");
      const sha256 = createHash("sha256").update(content).digest("hex");
      return { ...file, size: content.byteLength, sha256, content };
    }),
};
