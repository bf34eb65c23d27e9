import { resolve } from "node:path";
import type { Metafile } from "esbuild";
import { buildSync } from "esbuild";
import { bundleOptions } from "../lib/bundle-options.ts";

/** A bundle on disk. */
export interface Bundle {
  /** The file that is imported first. */
  readonly index: string;
  /** Every file, including lazily loaded ones, by its absolute path. */
  readonly files: ReadonlyMap<string, BundleFile>;
}

/** One file of a bundle. */
export interface BundleFile {
  readonly bytes: number;
  /** Its source files, relative to the checkout's root or the working directory. */
  readonly sources: readonly string[];
}

/**
 * Bundles a function the way the stack does.
 *
 * @param folder the function's folder in `lambdas/functions/`.
 * @param outdir the folder for the bundle.
 */
export function bundleFunction(folder: string, outdir: string): Bundle {
  return build({ ...bundleOptions(folder), outdir });
}

/**
 * Bundles bare SDK clients with the functions' options: the floor that functions are held to.
 *
 * @param name a file in `bench/bare/`, without its extension.
 * @param outdir the folder for the bundle.
 */
export function bundleBareClients(name: string, outdir: string): Bundle {
  const index = resolve(import.meta.dirname, "bare", `${name}.ts`);
  return build({ ...bundleOptions(name), entryPoints: { index }, outdir });
}

/** The size of a bundle's files: of all of them, or of those that are named. */
export function bytesOf({ files }: Bundle, names: Iterable<string> = files.keys()): number {
  return [...names].reduce((sum, name) => sum + (files.get(name)?.bytes ?? 0), 0);
}

function build(options: ReturnType<typeof bundleOptions> & { outdir: string }): Bundle {
  const { metafile } = buildSync({ ...options, metafile: true });
  return { index: resolve(options.outdir, "index.mjs"), files: filesOf(metafile) };
}

function filesOf({ outputs }: Metafile): Map<string, BundleFile> {
  return new Map(
    Object.entries(outputs).map(([path, { bytes, inputs }]) => [
      resolve(path),
      { bytes, sources: Object.keys(inputs) },
    ]),
  );
}
