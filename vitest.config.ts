import { defineConfig } from "vitest/config";

/**
 * `npm test` runs all projects, `npm run check` the first. Those of one `groupOrder` share the
 * workers, one for each core; the groups, and then e2e's files, run one after another.
 */
export default defineConfig({
  test: {
    maxWorkers: "100%",
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
          setupFiles: ["test/infra/temporary-folder.ts"],
          // Some compile, lint or bundle a copy: a minute is not enough where others do so too.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // One import of aws-cdk-lib, which takes seconds, serves every file of a worker.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "start",
          include: ["test/start/**/*.test.ts"],
          testTimeout: 400_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: "test/e2e/global-setup.ts",
          testTimeout: 60_000,
          // A browser that starts on a busy machine.
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
