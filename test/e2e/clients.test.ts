import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import type { BusyFront } from "../support/clients/busy-front.ts";
import { startBusyFront } from "../support/clients/busy-front.ts";
import type { Command, Language } from "../support/clients/languages.ts";
import { languages } from "../support/clients/languages.ts";
import { writePrograms } from "../support/clients/programs.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const { herald, details } = new DeployedHerald();
const { apiUrl, apiKey } = details;

/** An id that a program printed. */
const idPattern = /\b[0-9A-HJKMNP-TV-Z]{26}\b/g;

let folder: string;
let document: string;

beforeAll(async () => {
  folder = await makeRunFolder("clients");
  const response = await fetch(`${apiUrl}/openapi.json`);
  document = await response.text();
});

afterAll(() => removeFolder(folder));

/** Generates a language's client in a folder of its own, with the page's programs for one user. */
async function prepare(language: Language, userId: string) {
  const { name, send, history, prepare: generate } = language;
  const cwd = join(folder, name);
  await mkdir(cwd);
  await writeFile(join(cwd, "openapi.json"), document);
  const key = `${userId}-ready`;
  await writePrograms(cwd, history ? [send, history] : [send], { userId, key });
  const commandOf = await generate(cwd);
  const run = async (program: string, { url }: BusyFront) => {
    const { file, args, env }: Command = commandOf(program);
    const { stdout } = await execa(file, args, {
      cwd,
      env: {
        PYTHONDONTWRITEBYTECODE: "1",
        ...env,
        HERALD_URL: url,
        HERALD_API_KEY: apiKey,
      },
    });
    return stdout.match(idPattern) ?? [];
  };
  return { key, run };
}

/** Sends a user what makes three pages of two with what is there; returns the ids, newest first. */
async function sendMore(userId: string): Promise<string[]> {
  const ids: string[] = [];
  for (const message of ["2", "3", "4", "5"]) {
    const submission = { userId, message, phoneNumber: "+48600100200", channels: ["sms"] };
    ids.unshift((await herald.send(submission)).id);
  }
  return ids;
}

// Most of the time they install and compile; Go its generator too, once.
describe.concurrent.each(languages)(
  "docs/clients.md: in $name",
  { timeout: 400_000 },
  (language) => {
    test("a program sends once, waiting as Herald asks, and one reads page by page", async ({
      skip,
    }) => {
      const missing = await language.missing();
      skip(missing !== undefined, missing);
      const userId = `client-${language.name}-${crypto.randomUUID()}`;
      const { key, run } = await prepare(language, userId);
      const front = await startBusyFront(apiUrl);
      try {
        const [id = ""] = await run(language.send, front);
        expect(front.requests).toHaveLength(3);
        const [first] = front.requests;
        expect(first).toMatchObject({ method: "POST", key });
        expect(first?.path).toMatch(/^\/v1\/notifications(?:\?dryRun=false)?$/);
        expect(front.requests).toEqual([first, first, first]);
        expect(await herald.find(userId, id)).toMatchObject({
          message: "Your order is ready",
          phoneNumber: "+48600100200",
          deliveries: [{ channel: "sms" }],
        });
        if (language.history !== undefined) {
          const ids = [...(await sendMore(userId)), id];
          expect(await run(language.history, front)).toEqual(ids);
          const reads = front.requests.filter(({ method }) => method === "GET");
          expect(reads.map(({ path }) => /cursor=/.test(path))).toEqual([false, true, true]);
        }
      } finally {
        await front.close();
      }
    });
  },
);
