import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs what is in `packages/tools`, once for each lock file. The project's own packages stay few: a
 * local run needs none of these.
 */
const folder = join(import.meta.dirname, "tools");
const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
const installed = join(folder, "node_modules", ".installed-lock.json");
if (!existsSync(installed) || readFileSync(installed, "utf8") !== lock) {
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: "inherit",
  });
  writeFileSync(installed, lock);
}
