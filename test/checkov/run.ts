import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { installPythonTool } from "../../local/python/install-tool.ts";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import { shippedConfig, templateOf } from "../infra/synthesize.ts";
import { accepted } from "./accepted.ts";

/**
 * Runs checkov on the template of every shipped stage: `npm run checkov`. It ends with 1 where
 * something is found that `accepted.ts` does not explain, or is explained there and not found.
 */
const stages = ["local", "sandbox", "production"];

interface Finding {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
}

const python = await installPythonTool(
  {
    name: "checkov",
    module: "checkov",
    requirements: join(import.meta.dirname, "requirements.txt"),
  },
  (line) => console.log(line),
);
const folder = await makeRunFolder("checkov");
const explained = new Set<string>();
let unexplained = 0;
try {
  for (const stage of stages) {
    report(stage, await findIn(stage));
  }
} finally {
  await removeFolder(folder);
}
const stale = Object.keys(accepted).filter((id) => !explained.has(id));
for (const id of stale) {
  console.log(`${id} is accepted, and not found any more`);
}
process.exitCode = unexplained + stale.length > 0 ? 1 : 0;

function report(stage: string, findings: readonly Finding[]): void {
  const others = findings.filter(({ check_id, resource }) => {
    const isAccepted = accepted[check_id]?.about.test(resource) ?? false;
    if (isAccepted) {
      explained.add(check_id);
    }
    return !isAccepted;
  });
  unexplained += others.length;
  console.log(`${stage}: ${findings.length} findings, ${others.length} of them not explained`);
  for (const { check_id, check_name, resource } of others) {
    console.log(`  ${check_id} ${resource}: ${check_name}`);
  }
}

async function findIn(stage: string): Promise<readonly Finding[]> {
  const ofStage = join(folder, stage);
  await mkdir(ofStage);
  const file = join(ofStage, "template.json");
  await writeFile(file, JSON.stringify(templateOf(shippedConfig(stage)).toJSON()));
  const options = ["--framework", "cloudformation", "--skip-download", "--quiet", "-o", "json"];
  const { stdout, stderr } = await execa(python, ["-m", "checkov.main", ...options, "-f", file], {
    reject: false,
    env: { LOG_LEVEL: "ERROR" },
  });
  if (!stdout.startsWith("{")) {
    throw new Error(`checkov failed: ${stderr.slice(-1_000)}`);
  }
  const { results } = JSON.parse(stdout) as {
    readonly results: { readonly failed_checks: readonly Finding[] };
  };
  return results.failed_checks;
}
