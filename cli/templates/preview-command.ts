import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import type { ChannelContent } from "../../lambdas/core/channel-content.ts";
import { renderTemplate } from "../../lambdas/templates/render-template.ts";
import { writeLine } from "../../terminal/output.ts";
import { CliProblem } from "../cli-problem.ts";
import type { FolderOptions } from "./local-templates.ts";
import { compileFolder, shortHash, withFolder } from "./local-templates.ts";

interface Options extends FolderOptions {
  readonly locale?: string;
  /** JSON, or `@` and the path of a file with it. */
  readonly data?: string;
  readonly timeZone?: string;
  readonly open?: boolean;
}

/** Shows a file to the user. */
export type OpenFile = (path: string) => Promise<unknown>;

/** Adds the description, argument and options of `templates preview` to its command. */
export function describePreview(command: Command): Command {
  return withFolder(
    command
      .description("shows what a template says with some data")
      .argument("<name>", "the template's name"),
  )
    .option("--locale <locale>", "a language such as pl-PL; default if left out")
    .option("--data <json>", "the data, as JSON; or @ and a file's name")
    .option("--time-zone <zone>", "such as Europe/Warsaw; UTC if left out")
    .option("--open", "opens the HTML in the browser");
}

/**
 * Runs `templates preview`; returns its exit code.
 *
 * @throws CliProblem with what is wrong with the templates, or the data.
 */
export async function runPreview(
  name: string,
  options: Options,
  openFile: OpenFile = openInBrowser,
): Promise<number> {
  const { locale, timeZone, open = false } = options;
  const set = compileFolder(options);
  const data = await readData(options.data);
  const rendered = await renderTemplate(set, { name, locale, timeZone, data });
  if ("faults" in rendered) {
    const lines = rendered.faults.map(({ field, detail }) => `${field}: ${detail}`);
    throw new CliProblem(lines.join("\n"));
  }
  writeLine(`${name} in ${rendered.locale}, hash ${shortHash(rendered.hash)}`);
  for (const [kind, content] of Object.entries(rendered.content)) {
    writeLine(`\n${kind}`);
    writeContent(content);
  }
  if (open) {
    await openHtml(name, Object.values(rendered.content), openFile);
  }
  return 0;
}

function writeContent(content: ChannelContent): void {
  for (const [part, text = ""] of Object.entries(content)) {
    const isLine = part === "subject" || part === "title";
    writeLine(isLine ? `  ${part}: ${text}` : `  ${part}:\n${indented(text)}`);
  }
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}

async function readData(text = "{}"): Promise<Record<string, unknown>> {
  const json = text.startsWith("@") ? await readText(text.slice(1)) : text;
  try {
    const data: unknown = JSON.parse(json);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) {
      return { ...data };
    }
  } catch {
    // Said below.
  }
  throw new CliProblem("--data must be a JSON object, or @ and the name of a file with one", 2);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new CliProblem(`${file} cannot be read`, 2);
  }
}

async function openHtml(
  name: string,
  contents: readonly ChannelContent[],
  openFile: OpenFile,
): Promise<void> {
  const html = contents.find((content) => content.html !== undefined)?.html;
  if (html === undefined) {
    writeLine(`\n${name} has no HTML to open.`);
    return;
  }
  const file = join(await mkdtemp(join(tmpdir(), "herald-preview-")), `${name}.html`);
  await writeFile(file, html);
  writeLine(`\nThe HTML is in ${file}`);
  try {
    await openFile(file);
  } catch {
    throw new CliProblem("no browser could be started: open the file yourself");
  }
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

async function openInBrowser(path: string): Promise<unknown> {
  // It needs a newer Node than the command's others do.
  const { execa } = await import("execa");
  const [program, ...words] = openers[process.platform] ?? ["xdg-open"];
  return execa(program, [...words, path], { stdio: "ignore" });
}
