import { defineConfig } from "vitest/config";

/** What mutation testing runs against each mutant of `lambdas/core`: its unit tests. */
export default defineConfig({
  test: {
    include: ["test/unit/core/**/*.test.ts", "test/unit/channel/**/*.test.ts"],
    env: { POWERTOOLS_LOG_LEVEL: "SILENT" },
  },
});
