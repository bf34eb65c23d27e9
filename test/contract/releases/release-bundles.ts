import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { build } from "esbuild";
import { bundleOptions } from "../../../lib/bundle-options.ts";
import type { functionNames } from "../../fixtures/previous-release/read.ts";
import { readPreviousRelease } from "../../fixtures/previous-release/read.ts";

/**
 * What runs side by side: the previous release, as it was deployed; what this checkout is; what may come after it,
 * which knows a field of notifications more, `priority`, with a default; and `first`, which reads records of
 * version 1 alone.
 */
export type Release = "previous" | "current" | "next" | "first";

/** A function's folder, of those that write or read what another release's read or wrote. */
export type FunctionName = (typeof functionNames)[number];

/** The bundles of every release on disk. */
export interface ReleaseBundles {
  /** Makes a function's bundle; returns the file that is imported first. */
  make(release: Release, name: FunctionName): Promise<string>;
  remove(): Promise<void>;
}

/** Makes a folder for bundles. */
export async function makeReleaseBundles(): Promise<ReleaseBundles> {
  const folder = await mkdtemp(join(tmpdir(), "herald-releases-"));
  const { bundles } = readPreviousRelease();
  return {
    async make(release, name) {
      const outdir = join(folder, release, name);
      await mkdir(outdir, { recursive: true });
      if (release === "previous") {
        for (const [file, text] of Object.entries(bundles[name])) {
          await writeFile(join(outdir, file), text);
        }
      } else {
        const plugins = { current: [], next: [withPriority], first: [ofFirstRecords] };
        await build({ ...bundleOptions(name), outdir, plugins: plugins[release] });
      }
      return join(outdir, "index.mjs");
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Gives notifications a field with a default, the first of the table. */
const withPriority = changed(
  "core/notification-fields.ts",
  "export const notificationFields = {",
  (start) => `${start}
    priority: {
      submitted: z._default(z.enum(["normal", "high"]), "normal"),
      stored: z.optional(z.string()),
    },`,
);

/** Knows the first version of records alone. */
const ofFirstRecords = changed(
  "adapters/dynamodb-items.ts",
  "const knownVersion = 2;",
  () => "const knownVersion = 1;",
);

/** Changes a passage of a file in `lambdas/`, which must be there. */
function changed(file: string, passage: string, change: (passage: string) => string): Plugin {
  return {
    name: file,
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`lambdas/${file.replace(".", "\\.")}$`) }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!text.includes(passage)) {
          throw new Error(`${path} has no "${passage}"`);
        }
        return { contents: text.replace(passage, change(passage)), loader: "ts" };
      });
    },
  };
}
