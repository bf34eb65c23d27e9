import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./paths.ts";

/** What the project's own `package.json` says, as far as its packages say it too. */
interface ProjectManifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

export const projectManifest: ProjectManifest = JSON.parse(
  readFileSync(join(projectFolder, "package.json"), "utf8"),
);

/** Writes a package's `package.json`, with its README and the licence beside it. */
export function writeManifest(
  folder: string,
  source: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  const { version, license } = projectManifest;
  const manifest = { ...fields, version, license, type: "module" };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(source, "README.md"), join(folder, "README.md"));
  copyFileSync(join(projectFolder, "LICENSE"), join(folder, "LICENSE"));
}

/** An entry of `exports`: one file for `import`, and one for `require`. */
export function exported(name: string) {
  return {
    import: { types: `./${name}.d.ts`, default: `./${name}.js` },
    require: { types: `./${name}.d.cts`, default: `./${name}.cjs` },
  };
}

/** The version of a package that the project itself uses. @throws Error when it uses none. */
export function versionOf(name: string): string {
  const { dependencies, devDependencies } = projectManifest;
  const version = dependencies[name] ?? devDependencies[name];
  if (version === undefined) {
    throw new Error(`${name} is in no list of dependencies`);
  }
  return version;
}

/** In `… from "zod/mini"`, `import "zod/mini"` and `import("zod/mini")`. */
const importedName = /\b(?:from |import |import\()"((?:@[a-z0-9-]+\/)?[a-z0-9][\w./:-]*)"/g;

/** The packages that compiled files import, with the versions that the project uses. */
export function dependenciesOf(folder: string, without: readonly string[]): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const names = files
    .filter((file) => file.endsWith(".js") && !file.startsWith("functions"))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      return [...text.matchAll(importedName)].map(([, name = ""]) => name);
    })
    .filter((name) => !name.startsWith("node:"))
    .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"))
    .filter((name) => !without.includes(name));
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, versionOf(name)]));
}
