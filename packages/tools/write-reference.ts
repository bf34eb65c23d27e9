import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application } from "typedoc";

/**
 * Writes the API reference of a package, made from the comments of its declarations, as Markdown.
 *
 * @param name the package's.
 * @param folder holds its declaration files; the pages go into a folder `reference` there.
 * @param entries the files that have one page each.
 */
export async function writeReference(
  name: string,
  folder: string,
  entries: readonly string[],
): Promise<void> {
  const tsconfig = join(folder, "tsconfig.json");
  const options = { module: "nodenext", lib: ["es2024"], types: ["node"], skipLibCheck: true };
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: options, files: entries }));
  const typedoc = await Application.bootstrapWithPlugins({
    name,
    entryPoints: entries.map((entry) => join(folder, entry)),
    tsconfig,
    skipErrorChecking: true,
    plugin: ["typedoc-plugin-markdown"],
    readme: "none",
    excludeExternals: true,
    excludePrivate: true,
    disableSources: true,
    githubPages: false,
    outputs: [{ name: "markdown", path: join(folder, "reference") }],
    hideGenerator: true,
    logLevel: "Error",
    // @ts-expect-error of the plugin: a page for each entry.
    outputFileStrategy: "modules",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    entryFileName: "README",
  });
  const project = await typedoc.convert();
  if (project === undefined) {
    throw new Error(`${name}: the reference could not be made`);
  }
  await typedoc.generateOutputs(project);
  rmSync(tsconfig);
}
