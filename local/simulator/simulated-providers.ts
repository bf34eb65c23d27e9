import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { providerIds } from "../../lambdas/providers/registry.ts";
import type {
  NamedProvider,
  NamedServer,
  SimulatedProvider,
  SimulatedServer,
} from "./simulated-provider.ts";

/** Compiled, these files end in `.js`, as this one then does. */
const fileOf = (id: string) =>
  resolve(import.meta.dirname, "providers", `${id}${extname(import.meta.filename)}`);

/** Every provider of the registry that calls somebody, as the simulator plays it. */
export const simulatedProviders: readonly (NamedProvider | NamedServer)[] = await Promise.all(
  providerIds
    .filter((id) => existsSync(fileOf(id)))
    .map(async (id) => {
      const { provider } = (await import(fileOf(id))) as {
        provider: SimulatedProvider | SimulatedServer;
      };
      return { id, ...provider };
    }),
);
