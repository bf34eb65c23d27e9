import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { s3TemplateStore } from "../../lambdas/adapters/s3-template-store.ts";
import { ssmParameters } from "../../lambdas/adapters/ssm-parameters.ts";
import type { TemplateStore } from "../../lambdas/core/ports/templates.ts";
import type { TemplatePointer } from "../../lambdas/core/template-pointer.ts";
import { nothingPushed, readTemplatePointer } from "../../lambdas/core/template-pointer.ts";
import { namesOf } from "../../lib/names.ts";
import { readDeployedTemplates } from "../../lib/templates/deployed-templates.ts";
import { CliProblem } from "../cli-problem.ts";
import type { PlaceOptions } from "../place.ts";
import { choosePlace } from "../place.ts";
import { clientOptions } from "../target.ts";

/** A stage's templates. */
export interface StageTemplates {
  /** `stage sandbox in eu-west-1` */
  readonly label: string;
  readonly store: TemplateStore;
  /** The hash of the set that is deployed. */
  readonly deployed: string;
}

/** Times that a pointer is written anew because somebody else wrote it meanwhile. */
const maxTries = 5;

/**
 * Opens the templates of the stage that the options choose.
 *
 * @throws CliProblem when there is no such stage, or it has no templates.
 * @throws DependencyUnavailable when AWS does not answer, or not these credentials.
 */
export async function openStageTemplates(options: PlaceOptions): Promise<StageTemplates> {
  const { config, region, client, name: label } = await choosePlace(options);
  const clientConfig = { ...clientOptions, region, ...client };
  const { templatesParameter } = namesOf(config.stage);
  const texts = await ssmParameters(new SSMClient(clientConfig))([templatesParameter]);
  const text = texts.get(templatesParameter);
  if (typeof text === "object") {
    throw new CliProblem(`${templatesParameter} may not be read: ${text.cause.name}`);
  }
  const templates = text === undefined ? undefined : readDeployedTemplates(text);
  if (templates === undefined) {
    throw new CliProblem(`${label} has no parameter ${templatesParameter}: deploy it`);
  }
  // The emulator knows buckets by the path alone.
  const s3 = new S3Client({ ...clientConfig, forcePathStyle: client !== undefined });
  return { label, store: s3TemplateStore(s3, templates.bucket), deployed: templates.hash };
}

/** The pushes that there were. @throws CliProblem where a later release wrote of them. */
export async function readPushes({ store }: StageTemplates): Promise<TemplatePointer> {
  return (await readPointer(store)).pointer;
}

/**
 * Changes which push is in force. What somebody else writes meanwhile is not lost: the change is made
 * again, of what they wrote.
 *
 * @param change makes the new pointer; or returns `undefined`, and nothing is written.
 * @returns what was written.
 */
export async function changePointer(
  { store }: StageTemplates,
  change: (pointer: TemplatePointer) => TemplatePointer | undefined,
): Promise<TemplatePointer | undefined> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const { stored, pointer } = await readPointer(store);
    const changed = change(pointer);
    if (changed === undefined || (await store.writePointer(JSON.stringify(changed), stored))) {
      return changed;
    }
  }
  throw new CliProblem("others are pushing templates as well: try again");
}

async function readPointer(store: TemplateStore) {
  const stored = await store.readPointer();
  const pointer = stored === undefined ? nothingPushed : readTemplatePointer(stored.text);
  if (pointer === undefined) {
    throw new CliProblem("a later release pushed templates there: use that release's commands");
  }
  return { stored, pointer };
}
