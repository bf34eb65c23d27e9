import { execa } from "execa";
import { expect, test } from "vitest";
import { projectFolder } from "../../../local/paths.ts";

const userIds = "It must be 1 to 128 letters, digits or . _ ~ @ : | + = - and neither . nor ..";

test.for([
  ["an unknown option", ["--bogus"], "error: unknown option '--bogus'"],
  ["an unknown command", ["nosuch"], "error: unknown command 'nosuch'"],
  ["an option of a command", ["doctor", "--bogus"], "error: unknown option '--bogus'"],
  [
    "a misspelt one that is needed",
    ["redrive", "--chanel", "sms"],
    "error: unknown option '--chanel'\n(Did you mean --channel?)",
  ],
  ["a missing one", ["redrive"], "error: required option '--channel <name>' not specified"],
  [
    "another missing one",
    ["lift", "--user", "u-42"],
    "error: required option '--hash <hash>' not specified",
  ],
  ...["suppressions", "preferences", "lift", "user-hash"].map(
    (command) =>
      [
        `no user for ${command}`,
        [command, "--user", ""],
        `error: option '--user <id>' argument '' is invalid. ${userIds}`,
      ] as const,
  ),
  ["a missing template", ["templates", "preview"], "error: missing required argument 'name'"],
  ["nothing to import", ["templates", "import"], "name the files to import, or --ses"],
  [
    "an unknown stage",
    ["doctor", "--stage", "nosuch"],
    'there is no stage "nosuch"; config/ has local, production, sandbox',
  ],
] as const)("%s is named, without a stack", async ([, words, line]) => {
  const { exitCode, all } = await execa(process.execPath, ["cli/herald.ts", ...words], {
    cwd: projectFolder,
    all: true,
    reject: false,
  });

  expect(all).toBe(line);
  expect(exitCode).toBe(2);
});
