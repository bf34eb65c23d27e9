import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { localStage, namesOf } from "../../lib/names.ts";
import { functionsLogFile } from "../../local/functions-log.ts";
import { commands } from "../../terminal/commands.ts";
import { CliProblem } from "../cli-problem.ts";
import type { LogLine } from "./log-line.ts";
import { parseLine } from "./log-line.ts";

/**
 * The lines that name an id in what the functions of the last `npm start` logged, in their order.
 *
 * @throws CliProblem where there never was one.
 */
export async function readLocalLog(id: string): Promise<readonly LogLine[]> {
  const older = await readFile(`${functionsLogFile}.1`, "utf8").catch(() => "");
  const text = older + (await readNewest());
  const lines = text.split("\n").filter((line) => line.includes(id));
  return lines.map(lineOf).toSorted((one, other) => one.at.localeCompare(other.at));
}

async function readNewest(): Promise<string> {
  try {
    return await readFile(functionsLogFile, "utf8");
  } catch {
    const file = relative(process.cwd(), functionsLogFile);
    throw new CliProblem(
      `there is no ${file}: start Herald with ${commands.start}, or name a stage with --stage`,
    );
  }
}

function lineOf(text: string): LogLine {
  const { timestamp = "", function_name: name = "" } = parseLine(text) ?? {};
  const { prefix } = namesOf(localStage);
  return { at: String(timestamp), function: String(name).replace(`${prefix}-`, ""), text };
}
