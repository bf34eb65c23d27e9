import { join } from "node:path";
import { bundleBareClients, bundleFunction, bytesOf } from "./bundles.ts";

/** The size of a function's bundle, and that of the bare clients it uses. */
export interface BundleSize {
  readonly name: string;
  readonly bytes: number;
  readonly bareBytes: number;
}

const functions = ["intake", "channel", "tracking"];

/** Bundles each function and the bare clients into subfolders: `intake`, `bare-intake`, … */
export function makeBundles(folder: string): BundleSize[] {
  const bare = (name: string) => bundleBareClients(name, join(folder, `bare-${name}`));
  bare("push-channel");
  return functions.map((name) => ({
    name,
    bytes: bytesOf(bundleFunction(name, join(folder, name))),
    bareBytes: bytesOf(bare(name)),
  }));
}
