import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { TemplateSet } from "../../lambdas/templates/template-set.ts";
import { compileTemplates } from "../../lib/templates/compile-templates.ts";
import { InvalidTemplates } from "../../lib/templates/mistake.ts";

/** Files by their path in a folder of templates: `order-ready/pl/sms.liquid`. */
export type TemplateFiles = Readonly<Record<string, string>>;

/** Writes a folder of templates, which is there until the test ends. */
export function templateFolder(files: TemplateFiles): string {
  const folder = mkdtempSync(join(tmpdir(), "herald-templates-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** The set that files make. */
export function compileFiles(files: TemplateFiles): TemplateSet {
  return compileTemplates(templateFolder(files));
}

/** What is wrong with files, with paths as from a folder `templates`. */
export function mistakesIn(files: TemplateFiles): string[] {
  const folder = templateFolder(files);
  try {
    compileTemplates(folder);
    return [];
  } catch (error) {
    if (error instanceof InvalidTemplates) {
      return error.message.replaceAll(folder, "templates").split("\n");
    }
    throw error;
  }
}
