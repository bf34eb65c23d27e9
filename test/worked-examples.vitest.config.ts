import { defineConfig } from "vitest/config";
import { testSecret } from "./support/stage-secret.ts";

/**
 * What runs in a copy of the project to which the examples of `docs/extending.md` are added. There is
 * no emulator: the providers of AWS are left out.
 */
export default defineConfig({
  test: {
    include: [
      "test/unit/**/*.test.ts",
      "test/contract/providers.test.ts",
      "test/infra/{api,permissions,settings}.test.ts",
    ],
    env: {
      POWERTOOLS_LOG_LEVEL: "SILENT",
      POWERTOOLS_METRICS_DISABLED: "true",
      HERALD_SECRET: testSecret,
    },
    provide: { awsEndpoint: "http://127.0.0.1:9" },
    testTimeout: 60_000,
  },
});
