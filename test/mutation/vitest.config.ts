import { defineConfig } from "vitest/config";
import { testSecret } from "../support/stage-secret.ts";
import { folderVariable, mutatedFolders } from "./folders.ts";

const folder = process.env[folderVariable] ?? "lambdas/core";
const tests = mutatedFolders[folder] ?? [];

/** What mutation testing runs against each mutant of a folder. */
export default defineConfig({
  test: {
    include: tests.map((glob) => `test/${glob}`),
    globalSetup: folder === "lambdas/providers" ? ["test/contract/global-setup.ts"] : [],
    setupFiles: folder === "lambdas/providers" ? ["test/mutation/load-providers.ts"] : [],
    env: { POWERTOOLS_LOG_LEVEL: "SILENT", HERALD_SECRET: testSecret },
    testTimeout: 60_000,
  },
});
