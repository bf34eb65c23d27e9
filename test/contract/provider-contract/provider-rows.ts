import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { ProviderId } from "../../../lambdas/providers/registry.ts";
import { providerIds } from "../../../lambdas/providers/registry.ts";
import type { ProviderRow } from "./provider-row.ts";

/** A row by its provider's id: `rows/<id>.ts`. */
export interface NamedRow extends ProviderRow {
  readonly id: ProviderId;
}

const fileOf = (id: ProviderId) => resolve(import.meta.dirname, "rows", `${id}.ts`);

/** One row for each provider of the registry that has one. */
export const providerRows: readonly NamedRow[] = await Promise.all(
  providerIds
    .filter((id) => existsSync(fileOf(id)))
    .map(async (id) => {
      const { row } = (await import(fileOf(id))) as { row: ProviderRow };
      return { id, ...row };
    }),
);

/** Those of the providers that are called over HTTP. */
export const httpRows: readonly NamedRow[] = providerRows.filter(({ service }) => !service);
