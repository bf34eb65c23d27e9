import type { Command } from "commander";
import { writeLine } from "../../terminal/output.ts";
import { formatTable } from "../../terminal/table.ts";
import type { FolderOptions } from "./local-templates.ts";
import { compileFolder, countTemplates, shortHash, withFolder } from "./local-templates.ts";

/** Adds the description and options of `templates check` to its command. */
export function describeCheck(command: Command): Command {
  return withFolder(command.description("says what is wrong with templates, by file and line"));
}

/** Runs `templates check`; returns its exit code. @throws CliProblem with the mistakes. */
export async function runCheck(options: FolderOptions): Promise<number> {
  const set = compileFolder(options);
  writeLine(`Nothing is wrong with ${countTemplates(set)}. Hash: ${shortHash(set.hash)}`);
  return 0;
}

/** Adds the description and options of `templates list` to its command. */
export function describeList(command: Command): Command {
  return withFolder(
    command.description("lists templates, their locales and what they have words for"),
  );
}

/** Runs `templates list`; returns its exit code. @throws CliProblem with the mistakes. */
export async function runList(options: FolderOptions): Promise<number> {
  const { templates } = compileFolder(options);
  const rows = Object.entries(templates).flatMap(([name, { locales }]) =>
    Object.entries(locales).map(([locale, kinds]) => [name, locale, Object.keys(kinds).join(" ")]),
  );
  writeLine(rows.length === 0 ? "There are no templates." : formatTable(rows));
  return 0;
}
