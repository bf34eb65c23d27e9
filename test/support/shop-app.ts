import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { emulatorEnvironment } from "../../local/aws.ts";
import { binFolder, projectFolder } from "../../local/paths.ts";

/** The example of a CDK app, in an empty folder outside the checkout, with the packed packages installed. */
export class ShopApp {
  readonly #folder: string;
  readonly #awsEndpoint: string;

  private constructor(folder: string, awsEndpoint: string) {
    this.#folder = folder;
    this.#awsEndpoint = awsEndpoint;
  }

  /** Builds, packs and installs the packages. */
  static async install(awsEndpoint: string): Promise<ShopApp> {
    const folder = await mkdtemp(join(tmpdir(), "herald-shop-"));
    const app = new ShopApp(folder, awsEndpoint);
    const built = join(folder, "packages");
    await execa(process.execPath, ["packages/build/main.ts", built], { cwd: projectFolder });
    await cp(join(projectFolder, "packages", "example"), join(folder, "app"), { recursive: true });
    const tarballs = [];
    for (const name of ["cdk", "client"]) {
      const pack = ["pack", "--silent", "--pack-destination", folder, join(built, name)];
      tarballs.push(join(folder, (await app.run("npm", ...pack)).trim()));
    }
    await app.run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs);
    return app;
  }

  /** Runs a command as the app's developer would, with the system's Node. @returns what it printed. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    return (await this.#start(command, args, {})).all;
  }

  /** The same with variables of its own. */
  async runWith(env: Record<string, string>, command: string, ...args: string[]): Promise<string> {
    return (await this.#start(command, args, env)).all;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(command: string, args: readonly string[], env: Record<string, string>) {
    const { PATH = "", ...inherited } = emulatorEnvironment(this.#awsEndpoint);
    const path = PATH.split(delimiter).filter((folder) => folder !== binFolder);
    return await execa(command, args, {
      cwd: join(this.#folder, "app"),
      env: {
        ...Object.fromEntries(
          Object.entries(inherited).filter(([name]) => !/^(npm_|NODE_ENV|VITEST)/i.test(name)),
        ),
        PATH: path.join(delimiter),
        CDK_DISABLE_CLI_TELEMETRY: "true",
        CDK_DISABLE_VERSION_CHECK: "1",
        ...env,
      },
      extendEnv: false,
      all: true,
    });
  }
}
