import { resolve } from "node:path";
import { DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AssetHashType } from "aws-cdk-lib/core";
import { buildSync } from "esbuild";
import { bundleConsole } from "./bundle-console.ts";
import { bundleOptions, functionsFolder } from "./bundle-options.ts";

/** Makes a function's code from its folder in `lambdas/functions/`. */
export type BundleHandler = (folder: string) => Code;

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
