import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { providerPages } from "../lib/provider-pages.ts";
import { settingsPage } from "../lib/settings-page.ts";

/** Writes the pages of `docs/` that are made from code. */
const docsFolder = resolve(import.meta.dirname, "..", "docs");
writeFileSync(resolve(docsFolder, "settings.md"), settingsPage());
mkdirSync(resolve(docsFolder, "providers"), { recursive: true });
for (const [file, page] of await providerPages()) {
  writeFileSync(resolve(docsFolder, "providers", file), page);
}
