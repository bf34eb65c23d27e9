import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { writeReference } from "../tools/write-reference.ts";
import { writeDeclarations } from "./declarations.ts";
import { exported, writeManifest } from "./manifest.ts";
import type { BuildFolders } from "./paths.ts";
import { projectFolder } from "./paths.ts";

const source = join(projectFolder, "packages", "client");

const entries = ["index", "signed"];

/** Builds the npm package of the client, which depends on nothing. */
export async function buildClientPackage(folders: BuildFolders): Promise<void> {
  const folder = folders.package("client");
  mkdirSync(folder, { recursive: true });
  for (const entry of entries) {
    await bundle(entry, "esm", join(folder, `${entry}.js`));
    await bundle(entry, "cjs", join(folder, `${entry}.cjs`));
    await writeDeclarations(folders, "client", entry);
  }
  await writeReference(
    "herald-client",
    folder,
    entries.map((entry) => `${entry}.d.ts`),
  );
  writeManifest(folder, source, {
    name: "herald-client",
    description: "Calls the API of Herald, a notification service in your own AWS account",
    exports: { ".": exported("index"), "./signed": exported("signed") },
    main: "./index.cjs",
    types: "./index.d.cts",
    engines: { node: ">=20" },
    sideEffects: false,
  });
}

async function bundle(entry: string, format: "esm" | "cjs", outfile: string): Promise<void> {
  await build({
    entryPoints: [join(source, `${entry}.ts`)],
    outfile,
    bundle: true,
    format,
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    // The packages may be built outside the checkout.
    nodePaths: [join(projectFolder, "node_modules")],
    logLevel: "warning",
  });
}
