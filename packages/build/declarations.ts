import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleDeclarations } from "../tools/bundle-declarations.ts";
import { flattenTypes } from "../tools/flatten-types.ts";
import { compile } from "./compile.ts";
import type { BuildFolders } from "./paths.ts";
import { projectFolder } from "./paths.ts";

/** The files whose types are written out: all that packages show of zod's schemas. */
const flattened = ["client/api-types", "lib/deployment-config"];

/** Compiles the declarations that packages show. Comes before `writeDeclarations`. */
export function compileDeclarations({ types }: BuildFolders): void {
  compile("tsconfig.types.json", types);
  for (const file of flattened) {
    const text = flattenTypes(
      join(projectFolder, `${file}.ts`),
      join(projectFolder, "tsconfig.json"),
    );
    writeFileSync(join(types, `${file}.d.ts`), text);
  }
}

/**
 * Writes one declaration file for an entry, and its like for `require`.
 *
 * @param name the package's; the entry is a file in its folder below `packages/`.
 */
export async function writeDeclarations(
  folders: BuildFolders,
  name: "cdk" | "client",
  entry: string,
): Promise<void> {
  const outFile = join(folders.package(name), entry);
  const input = join(folders.types, "packages", name, `${entry}.d.ts`);
  await bundleDeclarations(input, `${outFile}.d.ts`);
  copyFileSync(`${outFile}.d.ts`, `${outFile}.d.cts`);
}
