import { readFileSync } from "node:fs";
import type { ContentBucket } from "../../adapters/s3-client.ts";
import type { Templates } from "../../core/ports/content.ts";
import { logger } from "../../runtime/logger.ts";
import { count } from "../../runtime/metrics.ts";
import { systemClock } from "../../runtime/system.ts";
import type { ListedTemplate } from "../../templates/list-templates.ts";
import type { TemplateSet } from "../../templates/template-set.ts";

/** The templates that are in force, rendered and listed. `list` may reject with `DependencyUnavailable`. */
export interface StageTemplates extends Templates {
  list(): Promise<readonly ListedTemplate[]>;
}

/**
 * A stage's templates: the deployed ones, or those that were pushed over them. All of it loads with the first use.
 *
 * @param refreshSeconds how long what is in force is trusted before it is looked up again.
 */
export function stageTemplates(bucket: ContentBucket, refreshSeconds: number): StageTemplates {
  let reader: Promise<() => Promise<TemplateSet>> | undefined;
  const current = async () => {
    reader ??= makeReader(bucket, refreshSeconds);
    return (await reader)();
  };
  return {
    async render(choice) {
      const set = await current();
      const { renderTemplate } = await import("../../templates/render-template.ts");
      return renderTemplate(set, choice);
    },
    async list() {
      const set = await current();
      const { listTemplates } = await import("../../templates/list-templates.ts");
      return listTemplates(set);
    },
  };
}

async function makeReader(
  { bucket, client }: ContentBucket,
  refreshSeconds: number,
): Promise<() => Promise<TemplateSet>> {
  const { s3TemplateStore } = await import("../../adapters/s3-template-store.ts");
  const { currentTemplates } = await import("../../templates/current-templates.ts");
  return currentTemplates({
    store: s3TemplateStore(await client(), bucket),
    deployed: await readDeployed(),
    clock: systemClock,
    refreshSeconds,
    onFault: (fault) => {
      logger.error("templates not used", { ...fault });
      count("InvalidConfiguration");
    },
  });
}

/** Code that was bundled without templates, as in tests, has none. */
async function readDeployed(): Promise<TemplateSet> {
  const { noTemplates, readTemplateSet, templatesFile } = await import(
    "../../templates/template-set.ts"
  );
  try {
    return readTemplateSet(readFileSync(new URL(templatesFile, import.meta.url), "utf8"));
  } catch (error) {
    if (Object(error).code !== "ENOENT") {
      throw error;
    }
    return noTemplates;
  }
}
