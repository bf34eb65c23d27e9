import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { formatMarkdownTable } from "../../terminal/table.ts";
import { filesOf, folderVariable, mutatedFolders } from "./folders.ts";

/**
 * Changes the code of folders in small ways and looks whether their tests notice:
 * `npm run mutation -- lambdas/api cli`, or `-- --all`; without a folder, `lambdas/core`.
 */
const reportFile = ".herald/mutation.json";
const asked = process.argv.slice(2);
const known = Object.keys(mutatedFolders);
const folders = asked.includes("--all") ? known : asked.length > 0 ? asked : ["lambdas/core"];
const unknown = folders.filter((folder) => !known.includes(folder));
if (unknown.length > 0) {
  throw new Error(`${unknown.join(", ")}: there are --all, ${known.join(", ")}`);
}
const rows: [string, number, number, string][] = [];
for (const folder of folders) {
  await mutate(folder);
  rows.push([folder, ...(await readScore())]);
}
const table = formatMarkdownTable(["folder", "mutants", "noticed", "%"], rows);
process.stdout.write(`\n${table}\n`);

async function mutate(folder: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stryker = spawn("stryker", ["run", "--mutate", filesOf(folder).join(",")], {
    stdio: "inherit",
    env: { ...process.env, [folderVariable]: folder },
  });
  stryker.on("error", reject);
  stryker.on("exit", (code) =>
    code === 0 ? resolve() : reject(new Error(`stryker ended with ${code} on ${folder}`)),
  );
  await promise;
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { status: string }[] }>>;
}

/** Mutants that count, those that were noticed, and the share. */
async function readScore(): Promise<[number, number, string]> {
  const { files } = JSON.parse(await readFile(reportFile, "utf8")) as Report;
  const statuses = Object.values(files).flatMap(({ mutants }) =>
    mutants.map(({ status }) => status),
  );
  const noticed = statuses.filter((status) => status === "Killed" || status === "Timeout").length;
  const missed = statuses.filter(
    (status) => status === "Survived" || status === "NoCoverage",
  ).length;
  const score = (100 * noticed) / (noticed + missed);
  return [noticed + missed, noticed, score.toFixed(1)];
}
