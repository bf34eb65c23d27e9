import { resolve } from "node:path";
import type { BuildOptions } from "esbuild";

/** Where each function has a folder. */
export const functionsFolder = resolve(import.meta.dirname, "..", "lambdas", "functions");

/**
 * How a function is bundled: `index.mjs`, with its lazy imports in files of their own, which the
 * function's start then neither reads nor parses.
 *
 * @param folder the function's folder in `lambdas/functions/`, with `handler.ts`.
 */
export function bundleOptions(folder: string) {
  return {
    entryPoints: { index: resolve(functionsFolder, folder, "handler.ts") },
    bundle: true,
    minify: true,
    splitting: true,
    platform: "node",
    target: "node24",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    // The modules' ESM builds shed what is not used; the packages' defaults for Node are CommonJS.
    mainFields: ["module", "main"],
    // CommonJS packages, such as twilio, call `require` for Node's own modules.
    banner: {
      js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
    },
    logLevel: "warning",
  } as const satisfies BuildOptions;
}
