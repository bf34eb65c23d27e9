import { resolve } from "node:path";
import { buildSync } from "esbuild";
import { bundleConsole } from "./bundle-console.ts";
import { bundleOptions } from "./bundle-options.ts";

/**
 * Bundles a function with esbuild; with the function of the pages, the console too.
 *
 * @param folder the function's folder in `lambdas/functions/`.
 * @param outdir where `index.mjs` and what it loads go.
 */
export function buildFunction(folder: string, outdir: string): void {
  buildSync({ ...bundleOptions(folder), outdir });
  if (folder === "pages") {
    bundleConsole(resolve(outdir, "page"));
  }
}
