import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { attachmentsPrefix } from "../lambdas/adapters/s3-attachment-store.ts";
import { namesOf } from "../lib/names.ts";
import { readDeployedTemplates } from "../lib/templates/deployed-templates.ts";
import { emulatorClientConfig } from "../local/aws.ts";
import type { TestHarness } from "../local/demonstration/test-harness.ts";
import { idOf } from "./delivery-states.ts";
import type { MadeCall } from "./traffic.ts";
import type { PromiseRow, Row } from "./verdict.ts";

/** What erasures of some users came to. */
export interface Erasures {
  readonly seen: readonly Row[];
  readonly promises: readonly PromiseRow[];
}

/** Erases half of the users that were sent something, and looks for files of theirs. */
export async function eraseSome(
  harness: TestHarness,
  made: readonly MadeCall[],
): Promise<Erasures> {
  const users = [...new Set(made.map(({ call }) => call.submission.userId))];
  const erased = users.slice(0, Math.ceil(users.length / 2));
  const keptBefore = await keptFiles(harness);
  for (const userId of erased) {
    await harness.until(`the erasure of ${userId}`, async () =>
      harness.herald.erase(userId).catch(() => undefined),
    );
  }
  const kept = await keptFiles(harness);
  const ids = (isErased: boolean) =>
    new Set(
      made
        .filter(({ call }) => erased.includes(call.submission.userId) === isErased)
        .flatMap((one) => idOf(one) ?? []),
    );
  const of = (all: readonly string[], owners: ReadonlySet<string>) =>
    all.filter((key) => owners.has(notificationIn(key)));
  const lost = of(keptBefore, ids(false)).filter((key) => !kept.includes(key));
  return {
    seen: [
      { what: "users erased", count: erased.length },
      { what: "files kept of them", count: of(keptBefore, ids(true)).length },
    ],
    promises: [
      { what: "files left of erased users", broken: of(kept, ids(true)) },
      { what: "files of others that an erasure took", broken: lost },
    ],
  };
}

/** `attachments/<mark>/<notification id>/<sha256>` */
function notificationIn(key: string): string {
  return key.split("/").at(-2) ?? "";
}

/** The keys of all attachments of the stage. */
async function keptFiles({ details, parameters }: TestHarness): Promise<string[]> {
  const name = namesOf(details.stage).templatesParameter.split("/").at(-1) ?? "";
  const Bucket = readDeployedTemplates((await parameters.get(name)) ?? "")?.bucket;
  const client = new S3Client({
    ...emulatorClientConfig(details.awsEndpoint),
    forcePathStyle: true,
  });
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client },
    { Bucket, Prefix: attachmentsPrefix },
  )) {
    keys.push(...Contents.map(({ Key = "" }) => Key));
  }
  return keys;
}
