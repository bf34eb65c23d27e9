import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { outcomeTexts } from "../lambdas/core/outcome-texts.ts";
import type { CodeWords } from "../lambdas/providers/code-words.ts";
import { textOf } from "../lambdas/providers/code-words.ts";
import { wordsOf } from "../lambdas/providers/explain-code.ts";
import { loadProviders } from "../lambdas/providers/load-providers.ts";
import type { ProviderModule } from "../lambdas/providers/provider-module.ts";
import type { ProviderId } from "../lambdas/providers/registry.ts";
import { providerIds } from "../lambdas/providers/registry.ts";

const introduction = `# Providers

Each page says what to create at the provider, its settings, receipts, limits and costs to know, and what each of
its codes comes to. An account, a second set of settings for one provider, is described in
[settings](../settings.md).

| id | needs | receipts |
|---|---|---|`;

const footer =
  "These pages are made by `npm run docs`, of the providers' folders in `lambdas/providers`.";

/** The pages of `docs/providers/`, by file name: an index, and one for each provider. */
export async function providerPages(): Promise<ReadonlyMap<string, string>> {
  const providers = await loadProviders(providerIds);
  const pages = await Promise.all(
    providers.map(async ({ id }) => [`${id}.md`, await pageOf(id as ProviderId)] as const),
  );
  return new Map([["README.md", indexOf(providers)], ...pages]);
}

function indexOf(providers: readonly ProviderModule[]): string {
  const lines = providers.map(({ id, address, isAddressOptional, receipts }) => {
    const needs = address === null ? "no address" : `\`${address}\``;
    const optional = isAddressOptional ? ", or none" : "";
    return `| [${id}](${id}.md) | ${needs}${optional} | ${receipts ? "yes" : "no"} |`;
  });
  return `${introduction}\n${lines.join("\n")}\n\n${footer}\n`;
}

async function pageOf(id: ProviderId): Promise<string> {
  const folder = resolve(import.meta.dirname, "..", "lambdas", "providers", id);
  const own = readFileSync(resolve(folder, "README.md"), "utf8").trimEnd();
  const words = await wordsOf[id]?.();
  const codes = words === undefined ? [] : [codesOf(words.words)];
  return `${[own, ...codes, `Made by \`npm run docs\` of \`lambdas/providers/${id}\`.`].join("\n\n")}\n`;
}

/** What the codes come to, in the order of the table; those that come to the same stand together. */
function codesOf({ codes, texts }: CodeWords): string {
  const lines = Map.groupBy(codes, ([code, { kind, suppress }]) => {
    const outcome = suppress ? `\`${kind}\`, suppressed` : `\`${kind}\``;
    return `${outcome} | ${textOf(texts, code) ?? outcomeTexts[kind]} |`;
  });
  const rows = [...lines].map(([meaning, listed]) => {
    const links = listed.map(([code, { source }]) => `[${code}](${source})`);
    return `| ${links.join(", ")} | ${meaning}`;
  });
  return `## Codes

What Herald makes of each, and what it means. A code that is not here goes by its HTTP status.

| code | outcome | |
|---|---|---|
${rows.join("\n")}`;
}
