import { loadStageProviders } from "./load-stage-providers.ts";

/**
 * What the construct is made from, here from source. The build of the npm package puts a file in the
 * place of this one that has the same exports: providers that are there at once, functions that are
 * bundled already.
 */
export { buildFunction } from "./build-function.ts";
export { functionsFolder } from "./bundle-options.ts";

/** Every provider of the registry. */
export const shippedProviders = await loadStageProviders();
