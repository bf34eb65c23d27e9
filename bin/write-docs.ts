import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { settingsPage } from "../lib/settings-page.ts";

/** Writes the pages of `docs/` that are made from code. */
const docsFolder = resolve(import.meta.dirname, "..", "docs");
writeFileSync(resolve(docsFolder, "settings.md"), settingsPage());
