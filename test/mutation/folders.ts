/**
 * The folders that mutation testing changes, each with the tests that look: those that are fast and
 * always run alike, as globs below `test/`. Tests with an emulator take seconds for each of thousands of mutants.
 *
 * A folder has the tests that look at it alone: where a test of something else loads it anew, what it
 * does on loading counts as run by that test.
 */
export const mutatedFolders: Readonly<Record<string, readonly string[]>> = {
  "lambdas/adapters": ["unit/adapters/**/*.test.ts"],
  "lambdas/api": [
    "unit/api/**/*.test.ts",
    "unit/pages/openapi.test.ts",
    "unit/tracking/present-page.test.ts",
  ],
  "lambdas/core": ["unit/core/**/*.test.ts", "unit/channel/**/*.test.ts"],
  "lambdas/functions": [
    "unit/channel/**/*.test.ts",
    "unit/deployment/**/*.test.ts",
    "unit/intake/**/*.test.ts",
    "unit/operations/**/*.test.ts",
    "unit/pages/**/*.test.ts",
    "unit/receipts/**/*.test.ts",
    "unit/tracking/**/*.test.ts",
  ],
  "lambdas/providers": ["unit/providers/**/*.test.ts"],
  "lambdas/runtime": ["unit/runtime/**/*.test.ts", "unit/api/http-handler.test.ts"],
  "lambdas/settings": ["unit/settings/**/*.test.ts", "unit/channel/provider-roster.test.ts"],
  cli: ["unit/cli/**/*.test.ts", "unit/terminal/**/*.test.ts"],
  lib: [
    "infra/alarms.test.ts",
    "infra/api.test.ts",
    "infra/callers.test.ts",
    "infra/channel-pipelines.test.ts",
    "infra/channel-removals.test.ts",
    "infra/data.test.ts",
    "infra/deployment-config.test.ts",
    "infra/environment-size.test.ts",
    "infra/functions.test.ts",
    "infra/permissions.test.ts",
    "infra/receipts.test.ts",
    "infra/settings.test.ts",
  ],
};

/** What is changed with a folder: all of its files, and those of another that its tests look at. */
export function filesOf(folder: string): readonly string[] {
  const ofTheStack = ["lambdas/providers/*/deployment.ts", "lambdas/providers/*/stack.ts"];
  return [
    `${folder}/**/*.ts`,
    ...(folder === "lambdas/providers" ? ofTheStack.map((file) => `!${file}`) : []),
    ...(folder === "lib" ? ofTheStack : []),
  ];
}

/** Tells `vitest.config.ts` which folder is mutated. */
export const folderVariable = "HERALD_MUTATED_FOLDER";
