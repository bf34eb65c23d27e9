import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { LocalDetails } from "../../local/local-details.ts";
import { projectFolder } from "../../local/paths.ts";

/** `npm run herald` on the Herald of the tests. */
export class HeraldCli {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes the details of the Herald to a file, as `npm start` does. */
  static async for(details: LocalDetails): Promise<HeraldCli> {
    const folder = await mkdtemp(join(tmpdir(), "herald-cli-"));
    await writeFile(join(folder, "local.json"), JSON.stringify(details));
    return new HeraldCli(folder);
  }

  /** Runs what `npm run herald` runs. Resolves whatever the exit code. */
  run(...words: string[]) {
    return execa(process.execPath, ["cli/herald.ts", ...words], {
      cwd: projectFolder,
      env: { HERALD_FOLDER: this.#folder },
      stdin: "ignore",
      all: true,
      reject: false,
    });
  }

  /** Removes the files that `for` wrote. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
