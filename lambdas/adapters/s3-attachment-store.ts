import type { S3Client } from "@aws-sdk/client-s3";
import { decodeTime } from "ulid";
import type { Attachment, AttachmentStore, OwnedAttachments } from "../core/ports/content.ts";
import { awsCall } from "./aws-call.ts";
import type { ContentBucket } from "./s3-client.ts";
import { removeObjects } from "./s3-remove-objects.ts";

/** What the keys of all attachments begin with. */
export const attachmentsPrefix = "attachments/";

/**
 * Keeps attachments in the content bucket, each under what stands for its user, its notification's id and its
 * hash: `attachments/<mark>/<notification id>/<sha256>`. The bucket ends them.
 *
 * @param markOf stands for a user; nobody finds the one by the other who has not the stage's secret.
 */
export function s3AttachmentStore(
  { bucket, client: load }: ContentBucket,
  markOf: (userId: string) => string,
): AttachmentStore {
  const prefixOfUser = (userId: string) => `${attachmentsPrefix}${markOf(userId)}/`;
  const prefixOf = ({ userId, id }: OwnedAttachments) => `${prefixOfUser(userId)}${id}/`;

  async function put(client: S3Client, prefix: string, { sha256, content }: Attachment) {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: `${prefix}${sha256}`,
      Body: content,
      ContentLength: content.byteLength,
    });
    await awsCall("S3", () => client.send(command));
  }

  return {
    async put(notification, attachments) {
      const client = await load();
      const distinct = new Map(attachments.map((each) => [each.sha256, each]));
      const prefix = prefixOf(notification);
      await Promise.all([...distinct.values()].map((each) => put(client, prefix, each)));
    },

    async load(notification, attachments) {
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      const client = await load();
      const prefix = prefixOf(notification);
      return Promise.all(
        attachments.map(async (attachment) => {
          const get = new GetObjectCommand({
            Bucket: bucket,
            Key: `${prefix}${attachment.sha256}`,
          });
          const content = await awsCall("S3", async () => {
            const { Body } = await client.send(get);
            return (await Body?.transformToByteArray()) ?? new Uint8Array();
          });
          return { ...attachment, content };
        }),
      );
    },

    async remove(notification, until) {
      const Prefix = prefixOf(notification);
      await removeObjects(await load(), bucket, { Prefix, until });
    },

    async removeAll(userId, { registeredUntil, until }) {
      const Prefix = prefixOfUser(userId);
      const isOld = (key: string) => {
        const [id = ""] = key.slice(Prefix.length).split("/");
        return decodeTime(id) <= registeredUntil.getTime();
      };
      return removeObjects(await load(), bucket, { Prefix, until, isMeant: isOld });
    },
  };
}
