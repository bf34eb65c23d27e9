import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import { flattenTypes } from "../reference/flatten-types.ts";
import { buildFolder, projectFolder } from "./paths.ts";
import { runTool } from "./run-tool.ts";

const typesFolder = join(buildFolder, "types");

/** The files whose types are written out: all that packages show of zod's schemas. */
const flattened = ["client/api-types", "lib/deployment-config"];

/** Compiles the declarations that packages show. Comes before `writeDeclarations`. */
export function compileDeclarations(): void {
  runTool("tsc", ["-p", join(projectFolder, "packages", "tsconfig.types.json")]);
  for (const file of flattened) {
    const text = flattenTypes(
      join(projectFolder, `${file}.ts`),
      join(projectFolder, "tsconfig.json"),
    );
    writeFileSync(join(typesFolder, `${file}.d.ts`), text);
  }
}

/**
 * Writes one declaration file for an entry, and its like for `require`.
 *
 * @param entry below `packages/`, without its ending.
 * @param outFile without its ending.
 */
export async function writeDeclarations(entry: string, outFile: string): Promise<void> {
  const bundle = await rolldown({
    input: join(typesFolder, "packages", `${entry}.d.ts`),
    external: /^(?:aws-cdk-lib|constructs|zod)(?:\/|$)/,
    plugins: [dts({ generator: "oxc", dtsOnly: true, tsconfig: false })],
  });
  await bundle.write({ file: `${outFile}.d.ts` });
  await bundle.close();
  copyFileSync(`${outFile}.d.ts`, `${outFile}.d.cts`);
}
