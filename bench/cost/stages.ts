import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { projectFolder, shippedConfig, templateOf } from "../../test/infra/synthesize.ts";
import type { CountedTemplate } from "./idle-cost.ts";
import type { CountedStage } from "./page.ts";

/** Synthesizes every stage that has a file in `config/`. */
export function countedStages(): readonly CountedStage[] {
  return readdirSync(join(projectFolder, "config"))
    .map((file) => shippedConfig(basename(file, ".json")))
    .map((config) => ({ config, template: templateOf(config).toJSON() as CountedTemplate }));
}
