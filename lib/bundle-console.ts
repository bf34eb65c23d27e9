import { execFileSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const consoleFolder = resolve(import.meta.dirname, "..", "console");
const vite = resolve(
  dirname(fileURLToPath(import.meta.resolve("vite/package.json"))),
  "bin/vite.js",
);

/**
 * Builds the console's page with Vite: `index.html`, and its assets with a hash in their names.
 *
 * Vite builds asynchronously and the CDK bundles synchronously, so it runs in a process of its own.
 *
 * @param outdir where the files go.
 */
export function bundleConsole(outdir: string): void {
  execFileSync(
    process.execPath,
    [
      vite,
      "build",
      `--config=${resolve(consoleFolder, "vite.config.ts")}`,
      // Otherwise Vite writes a copy of the configuration into node_modules.
      "--configLoader=native",
      `--outDir=${outdir}`,
      "--emptyOutDir=false",
    ],
    {
      cwd: consoleFolder,
      stdio: ["ignore", "ignore", "inherit"],
      // A test runner's NODE_ENV would make it a build for development, a fifth larger.
      // biome-ignore lint/style/noProcessEnv: all other variables are the caller's.
      env: { ...process.env, NODE_ENV: "production" },
    },
  );
}
