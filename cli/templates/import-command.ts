import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SESClient } from "@aws-sdk/client-ses";
import type { Command } from "commander";
import { writeError, writeLine } from "../../terminal/output.ts";
import { CliProblem } from "../cli-problem.ts";
import type { PlaceOptions } from "../place.ts";
import { choosePlace } from "../place.ts";
import { clientOptions } from "../target.ts";
import { convertTemplate } from "./convert-template.ts";
import type { ForeignTemplate } from "./foreign-template.ts";
import { readForeignTemplate } from "./foreign-template.ts";
import type { FolderOptions } from "./local-templates.ts";
import { compileFolder, withFolder } from "./local-templates.ts";
import { readSesTemplates } from "./ses-templates.ts";

interface Options extends PlaceOptions, FolderOptions {
  readonly ses?: boolean;
}

/** Calls a second that SES allows for templates, and tries until one is let through. */
const sesTries = 10;

/** Adds the description, arguments and options of `templates import` to its command. */
export function describeImport(command: Command): Command {
  return withFolder(
    command
      .description("makes files of templates of SES and Pinpoint")
      .argument("[files...]", "what `aws ses get-template` and the like have printed")
      .option("--ses", "all that SES keeps in the stage's account and region"),
  );
}

/**
 * Runs `templates import`; returns its exit code: 1 when something was not imported. What cannot be
 * converted is said, and not written.
 *
 * @throws CliProblem for a file that cannot be read, or what is wrong with the folder afterwards.
 */
export async function runImport(files: readonly string[], options: Options): Promise<number> {
  if (files.length === 0 && options.ses !== true) {
    throw new CliProblem("name the files to import, or --ses", 2);
  }
  const fromFiles = await Promise.all(files.map(readFileOf));
  const fromSes = options.ses === true ? await readSesOf(options) : [];
  let isAllWritten = true;
  for (const template of [...fromFiles, ...fromSes]) {
    isAllWritten = (await importOne(template, options)) && isAllWritten;
  }
  if (existsSync(options.dir)) {
    compileFolder(options);
  }
  return isAllWritten ? 0 : 1;
}

async function importOne(template: ForeignTemplate, { dir }: FolderOptions): Promise<boolean> {
  const name = `${template.name} (${template.kind})`;
  const converted = convertTemplate(template);
  if ("problems" in converted) {
    for (const problem of converted.problems) {
      writeError(`${name} is not imported: ${problem}`);
    }
    return false;
  }
  const file = join(dir, converted.file);
  if (existsSync(file)) {
    writeError(`${name} is not imported: ${file} is there already`);
    return false;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, converted.text);
  writeLine(`${name} is in ${file}`);
  for (const left of template.left) {
    writeLine(`  without ${left}`);
  }
  return true;
}

async function readFileOf(file: string): Promise<ForeignTemplate> {
  const json = await readFile(file, "utf8").catch(() => {
    throw new CliProblem(`${file} cannot be read`);
  });
  const template = readForeignTemplate(json);
  if (template === undefined) {
    throw new CliProblem(`${file} is no template of SES or Pinpoint as the AWS CLI prints it`);
  }
  return template;
}

async function readSesOf(options: PlaceOptions): Promise<readonly ForeignTemplate[]> {
  const { region, client, name } = await choosePlace(options);
  writeLine(`Reading the templates of SES of ${name}.`);
  const ses = new SESClient({ ...clientOptions, region, ...client, maxAttempts: sesTries });
  return readSesTemplates(ses);
}
