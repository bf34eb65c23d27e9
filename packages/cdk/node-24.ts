import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { heraldFolder, projectFolder } from "../../local/paths.ts";
import { writeError, writeLine } from "../../terminal/output.ts";

/** The npm package that has Node 24 for a platform: its name, its version and its executable. */
interface NodePackage {
  readonly name: string;
  readonly version: string;
}

/**
 * Runs this process's command line on Node 24, which the functions run on; where it is not there, npm
 * brings it into `.herald`.
 *
 * @param command what to say failed.
 * @returns the exit code.
 */
export async function runOnNode24(command: string): Promise<number> {
  const node = findNode24();
  if (node === undefined) {
    writeError(
      `${command} needs Node 24, which could not be installed; this is ${process.version}`,
    );
    return 1;
  }
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  // The terminal sends Ctrl-C to the child as well, which ends when it has cleaned up.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

function findNode24(): string | undefined {
  const node = nodePackages()[`${process.platform}-${process.arch}`];
  if (node === undefined) {
    return undefined;
  }
  const folder = join(heraldFolder, `node-${node.version}`);
  const file = join(folder, "node_modules", node.name, "bin", "node");
  if (!existsSync(file)) {
    writeLine(`Installing Node ${node.version} into ${folder}`);
    mkdirSync(folder, { recursive: true });
    spawnSync(
      "npm",
      ["install", "--prefix", folder, "--no-audit", "--no-fund", `${node.name}@${node.version}`],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
  }
  return existsSync(file) ? file : undefined;
}

/** By platform and architecture, as the package's own `package.json` lists them. */
function nodePackages(): Readonly<Record<string, NodePackage>> {
  const { nodePackages } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  return nodePackages;
}
