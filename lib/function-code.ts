import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { AssetHashType } from "aws-cdk-lib/core";
import type { TemplateSet } from "../lambdas/templates/template-set.ts";
import { templatesFile } from "../lambdas/templates/template-set.ts";
import type { OwnProvider } from "./own-providers.ts";
import { bundleOwnProvider } from "./own-providers.ts";
import { buildFunction, functionsFolder } from "./parts.ts";

/** Makes a function's code, by its folder in `lambdas/functions/`. */
export type FunctionCode = (folder: string) => Code;

/** The function that renders templates. */
const withTemplates = "intake";

/** The functions that load providers. */
const withProviders: readonly string[] = ["channel", "receipts"];

/**
 * The code of Herald's functions, the AWS SDK included: what is deployed is what was tested. Providers of
 * the deployer's own, and templates, stand beside it, where `loadProviders` and intake look for them.
 */
export function functionCodeWith(
  ownProviders: readonly OwnProvider[],
  templates: TemplateSet,
): FunctionCode {
  return (folder) =>
    Code.fromAsset(resolve(functionsFolder, folder), {
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        // Never used, as bundling here does not fail back to a container; the CDK wants one named.
        image: DockerImage.fromRegistry("none"),
        local: {
          tryBundle(outdir) {
            buildFunction(folder, outdir);
            for (const provider of withProviders.includes(folder) ? ownProviders : []) {
              bundleOwnProvider(provider, outdir);
            }
            if (folder === withTemplates) {
              writeFileSync(resolve(outdir, templatesFile), JSON.stringify(templates));
            }
            return true;
          },
        },
      },
    });
}
