import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { build } from "esbuild";
import { bundleOptions } from "../../../lib/bundle-options.ts";
import type { functionNames } from "../../fixtures/previous-release/read.ts";
import { readPreviousRelease } from "../../fixtures/previous-release/read.ts";

/**
 * What runs side by side: the previous release, as it was deployed; what this checkout is; and what
 * may come after it, which knows a field of notifications more, `priority`, with a default.
 */
export type Release = "previous" | "current" | "next";

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
        const plugins = release === "next" ? [withPriority] : [];
        await build({ ...bundleOptions(name), outdir, plugins });
      }
      return join(outdir, "index.mjs");
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

const tableStart = "export const notificationFields = {";

/** Gives notifications a field with a default, the first of the table. */
const withPriority: Plugin = {
  name: "with-priority",
  setup({ onLoad }) {
    onLoad({ filter: /core\/notification-fields\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (!text.includes(tableStart)) {
        throw new Error(`${path} has no table of fields`);
      }
      const field = `priority: {
        submitted: z._default(z.enum(["normal", "high"]), "normal"),
        stored: z.optional(z.string()),
      },`;
      return { contents: text.replace(tableStart, `${tableStart}\n${field}`), loader: "ts" };
    });
  },
};
