import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "./paths.ts";

/** Compiles what a configuration in `packages/` names. @throws Error when it fails, after what it printed. */
export function compile(config: string, outDir: string): void {
  const tsc = join(projectFolder, "node_modules", ".bin", "tsc");
  execFileSync(tsc, ["-p", join(projectFolder, "packages", config), "--outDir", outDir], {
    stdio: ["ignore", "inherit", "inherit"],
  });
}
