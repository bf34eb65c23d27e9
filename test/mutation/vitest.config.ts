import { defineConfig } from "vitest/config";
import { testSecret } from "../support/stage-secret.ts";
import { folderVariable, mutatedFolders } from "./folders.ts";

const folder = process.env[folderVariable] ?? "lambdas/core";
const tests = mutatedFolders[folder] ?? [];

const setupFiles: Readonly<Record<string, readonly string[]>> = {
  "lambdas/providers": ["test/mutation/load-providers.ts"],
  lib: ["test/infra/temporary-folder.ts"],
};

/** What mutation testing runs against each mutant of a folder. */
export default defineConfig({
  test: {
    include: tests.map((glob) => `test/${glob}`),
    setupFiles: [...(setupFiles[folder] ?? [])],
    env: { POWERTOOLS_LOG_LEVEL: "SILENT", HERALD_SECRET: testSecret },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
