import { defineConfig } from "vitest/config";

/** Four projects, from fastest to slowest; `npm test` runs all, `npm run check` the first. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/summary-reporter.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          env: { POWERTOOLS_LOG_LEVEL: "SILENT" },
          // They take milliseconds, save on a machine that is busy with something else.
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          globalSetup: "test/contract/global-setup.ts",
          env: { POWERTOOLS_LOG_LEVEL: "SILENT", POWERTOOLS_METRICS_DISABLED: "true" },
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "infra",
          include: ["test/infra/**/*.test.ts"],
          testTimeout: 60_000,
          // One import of aws-cdk-lib, which takes seconds, serves every file.
          isolate: false,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: "test/e2e/global-setup.ts",
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
