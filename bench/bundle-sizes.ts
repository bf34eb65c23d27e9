import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { providerIds } from "../lambdas/providers/registry.ts";
import { bundleBareClients, bundleFunction, bytesOf } from "./bundles.ts";
import { filesEvaluated } from "./evaluated-files.ts";
import { channelVariables, intakeVariables, trackingVariables } from "./function-variables.ts";

/** The size of a function's bundle, and that of the bare clients it uses. */
export interface BundleSize {
  readonly name: string;
  /** Of the files that the function evaluates as it starts. */
  readonly bytes: number;
  /** Of the files that it loads when it needs them. */
  readonly lazyBytes: number;
  readonly bareBytes: number;
}

const functions = {
  intake: intakeVariables,
  channel: channelVariables(providerIds),
  tracking: trackingVariables,
};

/** Bundles each function and the bare clients into subfolders: `intake`, `bare-intake`, … */
export async function makeBundles(runFolder: string): Promise<BundleSize[]> {
  // Node names the files that it loads by their real paths.
  const folder = await realpath(runFolder);
  const bare = (name: string) => bundleBareClients(name, join(folder, `bare-${name}`));
  bare("push-channel");
  return Promise.all(
    Object.entries(functions).map(async ([name, variables]) => {
      const bundle = bundleFunction(name, join(folder, name));
      const bytes = bytesOf(bundle, await filesEvaluated(bundle, variables));
      return { name, bytes, lazyBytes: bytesOf(bundle) - bytes, bareBytes: bytesOf(bare(name)) };
    }),
  );
}
