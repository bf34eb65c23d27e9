import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { writeDeclarations } from "./declarations.ts";
import { exported, writeManifest } from "./manifest.ts";
import { distFolder, projectFolder } from "./paths.ts";

const source = join(projectFolder, "packages", "client");
const folder = join(distFolder, "client");

/** Builds the npm package of the client, which depends on nothing. */
export async function buildClientPackage(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const entry of ["index", "signed"]) {
    await bundle(entry, "esm", ".js");
    await bundle(entry, "cjs", ".cjs");
    await writeDeclarations(`client/${entry}`, join(folder, entry));
  }
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

async function bundle(entry: string, format: "esm" | "cjs", ending: string): Promise<void> {
  await build({
    entryPoints: [join(source, `${entry}.ts`)],
    outfile: join(folder, `${entry}${ending}`),
    bundle: true,
    format,
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    logLevel: "warning",
  });
}
