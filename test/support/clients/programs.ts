import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

const page = readFileSync(resolve(import.meta.dirname, "../../../docs/clients.md"), "utf8");

/** The programs of docs/clients.md by the names of their files. */
const programs: ReadonlyMap<string, string> = new Map(
  [...page.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [
    name,
    text,
  ]),
);

/** What the programs say, and a test says differently: they share one Herald. */
export interface ExampleValues {
  readonly userId: string;
  readonly key: string;
}

/**
 * Writes the page's programs of some names into a folder.
 *
 * @throws Error if the page has none of a name, or one does not hold the example's values.
 */
export async function writePrograms(
  folder: string,
  names: readonly string[],
  { userId, key }: ExampleValues,
): Promise<void> {
  for (const name of names) {
    const text = programs.get(name);
    if (text === undefined || !text.includes("u-42")) {
      throw new Error(`docs/clients.md has no program ${name} for the user u-42`);
    }
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text.replaceAll("u-42", userId).replaceAll("order-1007-ready", key));
  }
}
