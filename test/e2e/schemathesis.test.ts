import { join } from "node:path";
import { execa } from "execa";
import { expect, inject, test } from "vitest";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import { installSchemathesis } from "../support/schemathesis/install.ts";

const configuration = join(import.meta.dirname, "../support/schemathesis/schemathesis.toml");

/**
 * Requests generated from the document, valid ones, invalid ones and chains of them along its links,
 * get no response that it does not have. The seed is fixed, so they are the same each time.
 *
 * https://schemathesis.readthedocs.io/en/stable/reference/checks/
 */
test("the API responds as its document says, whatever the request", {
  timeout: 240_000,
}, async () => {
  const { apiUrl, apiKey } = inject("local");
  const python = await installSchemathesis();
  const folder = await makeRunFolder("schemathesis");
  try {
    const { exitCode, all } = await execa(
      python,
      [
        ...["-m", "schemathesis.cli"],
        ...["--config-file", configuration, "--no-color", "run", `${apiUrl}/openapi.json`],
        ...["--url", apiUrl, "--header", `x-api-key: ${apiKey}`],
        ...["--max-examples", "5", "--seed", "1007", "--continue-on-failure"],
      ],
      { cwd: folder, reject: false, all: true },
    );

    expect(exitCode, all).toBe(0);
  } finally {
    await removeFolder(folder);
  }
});
