import { join } from "node:path";
import { execa } from "execa";
import { toolsFolder } from "../tools-folder.ts";

/** They ask for newer versions, and tell of their use, unless they are told not to. */
const env = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };

const options = {
  preferLocal: true,
  localDir: toolsFolder,
  reject: false,
  all: true,
  env,
} as const;

const redoclyRules = join(import.meta.dirname, "redocly.yaml");
const spectralRules = join(import.meta.dirname, "spectral.yaml");

/** What finds faults in an OpenAPI document, by its name; each goes by rules of its own. */
export const linters = {
  redocly: (file: string) => execa("redocly", ["lint", "--config", redoclyRules, file], options),
  spectral: (file: string) =>
    execa("spectral", ["lint", "--fail-severity=hint", "--ruleset", spectralRules, file], options),
} as const;

/**
 * Checks an OpenAPI document.
 *
 * @param file its path.
 * @returns what the linter printed, if there is anything against it.
 */
export async function lintDocument(
  name: keyof typeof linters,
  file: string,
): Promise<string | undefined> {
  const { exitCode, all } = await linters[name](file);
  return exitCode === 0 ? undefined : all;
}
