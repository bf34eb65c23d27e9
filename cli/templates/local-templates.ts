import type { Command } from "commander";
import type { TemplateSet } from "../../lambdas/templates/template-set.ts";
import { compileTemplates } from "../../lib/templates/compile-templates.ts";
import { InvalidTemplates } from "../../lib/templates/mistake.ts";
import { CliProblem } from "../cli-problem.ts";

/** Where the templates are. */
export interface FolderOptions {
  /** From the working directory. */
  readonly dir: string;
}

/** Adds the option that says where the templates are. */
export function withFolder(command: Command): Command {
  return command.option("--dir <folder>", "the folder of templates", "templates");
}

/**
 * Compiles the templates of a folder.
 *
 * @throws CliProblem with a line for each mistake.
 */
export function compileFolder({ dir }: FolderOptions): TemplateSet {
  try {
    return compileTemplates(dir);
  } catch (error) {
    if (error instanceof InvalidTemplates) {
      throw new CliProblem(error.message);
    }
    throw error;
  }
}

/** How many templates a set has, in words. */
export function countTemplates({ templates }: TemplateSet): string {
  const count = Object.keys(templates).length;
  return count === 1 ? "1 template" : `${count} templates`;
}

/** A hash as people are shown it. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
