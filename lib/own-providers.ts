import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { buildSync } from "esbuild";
import { ownProviderFile } from "../lambdas/providers/load-providers.ts";
import { esmOptions } from "./bundle-options.ts";
import { InvalidDeploymentConfig } from "./read-deployment-config.ts";
import type { StageProvider } from "./stage-providers.ts";

/** A provider of the deployer's own, that Herald does not come with. */
export interface OwnProvider extends StageProvider {
  /** The file that exports it as `provider`, and what the stack makes for it as `stack`. */
  readonly entry: string;
}

const require = createRequire(import.meta.url);

/**
 * Loads a provider of the deployer's own.
 *
 * @param entry a TypeScript or JavaScript file: absolute, or from the working directory.
 * @throws InvalidDeploymentConfig when it cannot be bundled, or exports no provider.
 */
export function loadOwnProvider(entry: string): OwnProvider {
  const folder = mkdtempSync(join(tmpdir(), "herald-provider-"));
  try {
    const outfile = join(folder, "provider.cjs");
    bundle(entry, { outfile, platform: "node", format: "cjs" });
    const { provider, stack } = require(outfile);
    if (!isProvider(provider)) {
      throw new InvalidDeploymentConfig(`${entry}: exports no provider`);
    }
    return { ...provider, ...(stack !== undefined && { stack }), entry };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts a provider where the functions in this folder look for it. */
export function bundleOwnProvider({ id, entry }: OwnProvider, functionFolder: string): void {
  bundle(entry, { ...esmOptions, outfile: join(functionFolder, ownProviderFile(id)) });
}

function bundle(entry: string, options: Parameters<typeof buildSync>[0]): void {
  try {
    esbuild().buildSync({
      ...options,
      entryPoints: [entry],
      bundle: true,
      // Of the CDK only `stack` has need, when the app runs.
      external: ["aws-cdk-lib", "constructs"],
      logLevel: "silent",
    });
  } catch (error) {
    throw new InvalidDeploymentConfig(`${entry}: cannot be bundled: ${textOf(error)}`);
  }
}

/** Loaded only here: who has no provider of their own needs no bundler. */
function esbuild(): { readonly buildSync: typeof buildSync } {
  try {
    return require("esbuild");
  } catch {
    throw new Error("esbuild is not installed: npm install --save-dev esbuild");
  }
}

function isProvider(value: unknown): value is StageProvider {
  const { id, loadSender, settingsSchema } = Object(value);
  return (
    typeof id === "string" &&
    /^[a-z0-9-]+$/.test(id) &&
    typeof loadSender === "function" &&
    typeof settingsSchema === "object"
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll("\n", " ") : String(error);
}
