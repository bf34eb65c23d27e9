import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "./paths.ts";

/** Runs an executable of the project's packages. @throws Error when it fails, after what it printed. */
export function runTool(name: string, args: readonly string[]): void {
  execFileSync(join(projectFolder, "node_modules", ".bin", name), args, {
    cwd: projectFolder,
    stdio: ["ignore", "inherit", "inherit"],
  });
}
