import { resolve } from "node:path";
import { DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AssetHashType } from "aws-cdk-lib/core";
import type { BuildOptions } from "esbuild";
import { buildSync } from "esbuild";
import { bundleConsole } from "./bundle-console.ts";

const functionsFolder = resolve(import.meta.dirname, "..", "lambdas", "functions");

/** Makes a function's code from its folder in `lambdas/functions/`. */
export type BundleHandler = (folder: string) => Code;

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

/** Bundles a function with esbuild, the AWS SDK included: what is deployed is what was tested. */
export function bundleHandler(folder: string): Code {
  return Code.fromAsset(resolve(functionsFolder, folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used, as bundling here does not fail back to a container; the CDK wants one named.
      image: DockerImage.fromRegistry("none"),
      local: {
        tryBundle(outdir) {
          buildSync({ ...bundleOptions(folder), outdir });
          if (folder === "pages") {
            bundleConsole(resolve(outdir, "page"));
          }
          return true;
        },
      },
    },
  });
}
