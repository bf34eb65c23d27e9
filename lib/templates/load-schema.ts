import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { buildSync } from "esbuild";
import type { DataSchema } from "../../lambdas/templates/check-data.ts";
import { compileSchema } from "../../lambdas/templates/check-data.ts";

const require = createRequire(import.meta.url);

/**
 * Loads the schema of a template's data: JSON Schema of draft 2020-12 in `.json`, or what `.ts` exports
 * as `schema`, which zod makes JSON Schema of.
 *
 * @throws Error saying what is wrong with it.
 */
export function loadSchema(file: string): DataSchema {
  const schema: unknown = file.endsWith(".ts")
    ? fromZod(file)
    : JSON.parse(readFileSync(file, "utf8"));
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
    throw new Error("must be a JSON Schema that is an object");
  }
  const known = { ...schema };
  compileSchema(known, { isStrict: true });
  return known;
}

/** Bundles the file together with the zod that it uses itself, and runs it. */
function fromZod(file: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "herald-schema-"));
  try {
    const outfile = join(folder, "schema.cjs");
    esbuild().buildSync({
      stdin: {
        contents: `import { toJSONSchema } from "zod";
          import { schema } from ${JSON.stringify(`./${basename(file)}`)};
          export const jsonSchema = toJSONSchema(schema, { io: "input" });`,
        resolveDir: resolve(dirname(file)),
      },
      outfile,
      bundle: true,
      platform: "node",
      format: "cjs",
      // Where the file's own folder has no zod.
      nodePaths: [dirname(dirname(require.resolve("zod/package.json")))],
      logLevel: "silent",
    });
    return require(outfile).jsonSchema;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Loaded only here: who writes schemas as JSON needs no bundler. */
function esbuild(): { readonly buildSync: typeof buildSync } {
  try {
    return require("esbuild");
  } catch {
    throw new Error("esbuild is not installed: npm install --save-dev esbuild");
  }
}
