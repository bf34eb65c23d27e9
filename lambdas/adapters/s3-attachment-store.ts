import type { S3Client } from "@aws-sdk/client-s3";
import type { Attachment, AttachmentStore } from "../core/ports/content.ts";
import { awsCall } from "./aws-call.ts";
import type { ContentBucket } from "./s3-client.ts";
import { removeAllObjects } from "./s3-remove-all.ts";

/** What the keys of all attachments begin with. */
export const attachmentsPrefix = "attachments/";

/**
 * Keeps attachments in the content bucket, a user's under a prefix that does not hold the user's id, each by its
 * hash: `attachments/<user's mark>/<sha256>`. The bucket ends them.
 *
 * @param markOf stands for a user; nobody finds the one by the other who has not the stage's secret.
 */
export function s3AttachmentStore(
  { bucket, client: load }: ContentBucket,
  markOf: (userId: string) => string,
): AttachmentStore {
  const prefixOf = (userId: string) => `${attachmentsPrefix}${markOf(userId)}/`;

  async function put(client: S3Client, userId: string, { sha256, content }: Attachment) {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: `${prefixOf(userId)}${sha256}`,
      Body: content,
      ContentLength: content.byteLength,
    });
    await awsCall("S3", () => client.send(command));
  }

  return {
    async put(userId, attachments) {
      const client = await load();
      const distinct = new Map(attachments.map((each) => [each.sha256, each]));
      await Promise.all([...distinct.values()].map((each) => put(client, userId, each)));
    },

    async load(userId, attachments) {
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      const client = await load();
      return Promise.all(
        attachments.map(async (attachment) => {
          const Key = `${prefixOf(userId)}${attachment.sha256}`;
          const content = await awsCall("S3", async () => {
            const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
            return (await Body?.transformToByteArray()) ?? new Uint8Array();
          });
          return { ...attachment, content };
        }),
      );
    },

    async removeAll(userId, until) {
      return removeAllObjects(await load(), bucket, { Prefix: prefixOf(userId), until });
    },
  };
}
