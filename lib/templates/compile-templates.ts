import { readFileSync } from "node:fs";
import { join } from "node:path";
import { templateNamePattern } from "../../lambdas/core/template-choice.ts";
import { canonicalLocale, defaultLocale } from "../../lambdas/templates/locales.ts";
import type { KindSource, Template, TemplateSet } from "../../lambdas/templates/template-set.ts";
import { setVersion } from "../../lambdas/templates/template-set.ts";
import { checkLiquid } from "./check-liquid.ts";
import { contentHash } from "./content-hash.ts";
import type { Entry } from "./list-folder.ts";
import { isFolder, listFolder } from "./list-folder.ts";
import { loadSchema } from "./load-schema.ts";
import type { Mistake } from "./mistake.ts";
import { InvalidTemplates } from "./mistake.ts";
import { readKind } from "./read-kind.ts";

/** The folder of what templates share. */
const partialsFolder = "partials";

const schemaFiles = ["schema.json", "schema.ts"];

const kindFile = /^([a-z][a-z0-9-]{0,31})\.liquid$|^(email)\.mjml$/;

const partialFile = /^([a-z][a-z0-9-]{0,63})\.liquid$/;

/** A set of no templates. */
export function emptyTemplateSet(): TemplateSet {
  return withHash({}, {});
}

/**
 * Reads and checks a folder of templates, and makes a set of them.
 *
 * @param folder absolute, or from the working directory; as messages are to name it.
 * @throws InvalidTemplates with all mistakes that were found, by file and line.
 */
export function compileTemplates(folder: string): TemplateSet {
  const compiler = new Compiler(folder);
  const set = compiler.compile();
  if (compiler.mistakes.length > 0) {
    throw new InvalidTemplates(compiler.mistakes);
  }
  return set;
}

class Compiler {
  readonly mistakes: Mistake[] = [];
  readonly #folder: string;
  readonly #partials = new Map<string, { source: string; partials: readonly string[] }>();
  #known: ReadonlySet<string> = new Set();

  constructor(folder: string) {
    this.#folder = folder;
  }

  compile(): TemplateSet {
    if (!isFolder(this.#folder)) {
      this.#mistake(this.#folder, "there is no such folder");
      return emptyTemplateSet();
    }
    this.#readPartials(join(this.#folder, partialsFolder));
    const names = this.#folders(this.#folder).filter(({ name }) => name !== partialsFolder);
    const templates = names.flatMap((entry) => this.#readTemplate(entry));
    const partials = [...this.#partials].map(([name, { source }]) => [name, source] as const);
    return withHash(Object.fromEntries(templates), Object.fromEntries(partials));
  }

  /** All names are known before any text is checked: partials may render one another. */
  #readPartials(folder: string): void {
    const files = this.#files(isFolder(folder) ? listFolder(folder) : []).flatMap(
      ({ name, path }) => {
        const [, partial] = partialFile.exec(name) ?? [];
        if (partial === undefined) {
          this.#mistake(path, "a partial's file is <name>.liquid");
          return [];
        }
        return [{ partial, path, source: readFileSync(path, "utf8") }];
      },
    );
    this.#known = new Set(files.map(({ partial }) => partial));
    for (const { partial, path, source } of files) {
      const { partials } = this.#check(path, { source, line: 1 });
      this.#partials.set(partial, { source, partials });
    }
  }

  #readTemplate({ name, path }: Entry): [string, Template][] {
    if (!templateNamePattern.test(name)) {
      this.#mistake(path, "a template's name has a to z, digits and -, 64 characters at most");
      return [];
    }
    const used = new Set<string>();
    const entries = listFolder(path);
    const schema = this.#readSchema(entries.filter((entry) => !entry.isFolder));
    const locales: Record<string, Record<string, KindSource>> = {};
    for (const entry of entries.filter((each) => each.isFolder)) {
      const locale = canonicalLocale(entry.name);
      if (locale === undefined) {
        this.#mistake(
          entry.path,
          `a locale's folder is ${defaultLocale} or a language such as pl-PL`,
        );
      } else if (Object.hasOwn(locales, locale)) {
        this.#mistake(entry.path, `there is another folder of ${locale}`);
      } else {
        locales[locale] = this.#readLocale(entry, used);
      }
    }
    if (!Object.hasOwn(locales, defaultLocale)) {
      this.#mistake(path, `has no folder ${defaultLocale}`);
    }
    const content = { ...(schema !== undefined && { schema }), locales };
    return [[name, { ...content, hash: contentHash([content, this.#sourcesOf(used)]) }]];
  }

  #readSchema(files: readonly Entry[]): Template["schema"] {
    const [first, second] = files.filter(({ name }) => schemaFiles.includes(name));
    for (const { path } of this.#files(files).filter((file) => !schemaFiles.includes(file.name))) {
      this.#mistake(path, `a template has folders of locales, and ${schemaFiles.join(" or ")}`);
    }
    if (second !== undefined) {
      this.#mistake(second.path, "a template has one schema");
    }
    try {
      return first && loadSchema(first.path);
    } catch (error) {
      this.#mistake(first?.path ?? "", `is no schema: ${inOneLine(error)}`);
      return undefined;
    }
  }

  #readLocale({ path }: Entry, used: Set<string>): Record<string, KindSource> {
    const kinds = new Map<string, Entry[]>();
    for (const file of this.#files(listFolder(path))) {
      const [, liquid, mjml] = kindFile.exec(file.name) ?? [];
      const kind = liquid ?? mjml;
      if (kind === undefined) {
        this.#mistake(file.path, "a locale has <kind>.liquid, and email.mjml");
      } else {
        kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
      }
    }
    if (kinds.size === 0) {
      this.#mistake(path, "has no words for any channel");
    }
    const read = [...kinds].map(([kind, files]) => {
      const { source, texts, mistakes } = readKind(
        kind,
        files.map(({ path: file }) => file),
      );
      this.mistakes.push(...mistakes);
      for (const { file, part } of texts) {
        for (const partial of this.#check(file, part).partials) {
          used.add(partial);
        }
      }
      return [kind, source] as const;
    });
    return Object.fromEntries(read);
  }

  #check(file: string, part: Parameters<typeof checkLiquid>[0]): ReturnType<typeof checkLiquid> {
    const checked = checkLiquid(part, this.#known);
    this.mistakes.push(...checked.mistakes.map((mistake) => ({ file, ...mistake })));
    return checked;
  }

  /** The sources of partials, and of those that they render in their turn. */
  #sourcesOf(names: ReadonlySet<string>): Record<string, string> {
    const all = new Set(names);
    for (const name of all) {
      for (const partial of this.#partials.get(name)?.partials ?? []) {
        all.add(partial);
      }
    }
    return Object.fromEntries(
      [...all].map((name) => [name, this.#partials.get(name)?.source ?? ""]),
    );
  }

  #folders(path: string): readonly Entry[] {
    const entries = listFolder(path);
    for (const file of entries.filter((entry) => !entry.isFolder)) {
      this.#mistake(file.path, "a template is a folder");
    }
    return entries.filter((entry) => entry.isFolder);
  }

  #files(entries: readonly Entry[]): readonly Entry[] {
    for (const folder of entries.filter((entry) => entry.isFolder)) {
      this.#mistake(folder.path, "there is no place for a folder here");
    }
    return entries.filter((entry) => !entry.isFolder);
  }

  #mistake(file: string, detail: string): void {
    this.mistakes.push({ file, detail });
  }
}

function withHash(
  templates: TemplateSet["templates"],
  partials: TemplateSet["partials"],
): TemplateSet {
  const content = { version: setVersion, templates, partials } as const;
  return { ...content, hash: contentHash(content) };
}

function inOneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll("\n", " ");
}
