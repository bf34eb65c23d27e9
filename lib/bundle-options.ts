import { resolve } from "node:path";
import type { BuildOptions } from "esbuild";

/** Where each function has a folder. */
export const functionsFolder = resolve(import.meta.dirname, "..", "lambdas", "functions");

/** How code for functions is bundled: what stands alone in one file. */
export const esmOptions = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node24",
  format: "esm",
  // The modules' ESM builds shed what is not used; the packages' defaults for Node are CommonJS.
  mainFields: ["module", "main"],
  // CommonJS packages, such as twilio, call `require` for Node's own modules.
  banner: {
    js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
  },
  logLevel: "warning",
} as const satisfies BuildOptions;

/**
 * How a function is bundled: `index.mjs`, with its lazy imports in files of their own, which the
 * function's start then neither reads nor parses.
 *
 * @param folder the function's folder in `lambdas/functions/`, with `handler.ts`.
 */
export function bundleOptions(folder: string) {
  return {
    ...esmOptions,
    entryPoints: { index: resolve(functionsFolder, folder, "handler.ts") },
    splitting: true,
    outExtension: { ".js": ".mjs" },
  } as const satisfies BuildOptions;
}
