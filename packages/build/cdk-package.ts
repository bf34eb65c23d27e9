import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, extname, join } from "node:path";
import { build } from "esbuild";
import { providerIds } from "../../lambdas/providers/registry.ts";
import { buildFunction } from "../../lib/build-function.ts";
import { functionsFolder } from "../../lib/bundle-options.ts";
import { localStage } from "../../lib/names.ts";
import { writeReference } from "../tools/write-reference.ts";
import { compile } from "./compile.ts";
import { writeDeclarations } from "./declarations.ts";
import { dependenciesOf, exported, projectManifest, versionOf, writeManifest } from "./manifest.ts";
import type { BuildFolders } from "./paths.ts";
import { projectFolder } from "./paths.ts";

const source = join(projectFolder, "packages", "cdk");

/** What the user's app has already, in a version of its choice. */
const peers = ["aws-cdk-lib", "constructs"];

/** What `herald start` deploys with. */
const commandPeers = ["aws-cdk"];

/** The configuration of the local run; other stages are the user's. */
const localConfig = join(projectFolder, "config", `${localStage}.json`);

/** Only for providers of one's own, and for templates in MJML. */
const optionalPeers = ["esbuild", "mrml"];

/** Compiled files that only the checkout needs. */
const leftOut = ["lib/build-function.js", "lib/bundle-console.js", "lib/load-stage-providers.js"];

/** Builds the npm package of the construct and the command `herald`. */
export async function buildCdkPackage(folders: BuildFolders): Promise<void> {
  const folder = folders.package("cdk");
  compile("tsconfig.json", folder);
  for (const file of leftOut) {
    rmSync(join(folder, file));
  }
  copyPython(folder);
  mkdirSync(join(folder, "config"), { recursive: true });
  cpSync(localConfig, join(folder, "config", basename(localConfig)));
  putStandInsInPlace(folder);
  for (const name of readdirSync(functionsFolder)) {
    buildFunction(name, join(folder, "functions", name));
  }
  await bundle(folder, "index", "cjs", ".cjs");
  await bundle(folder, "provider", "cjs", ".cjs");
  await bundle(folder, "provider", "esm", ".js");
  await writeDeclarations(folders, "cdk", "index");
  await writeDeclarations(folders, "cdk", "provider");
  await writeReference("herald-cdk", folder, ["index.d.ts", "provider.d.ts"]);
  writeManifest(folder, source, {
    name: "herald-cdk",
    description: "Herald, a notification service in your own AWS account, as a CDK construct",
    bin: { herald: "packages/cdk/herald.js" },
    exports: {
      ".": {
        import: { types: "./index.d.ts", default: "./index.cjs" },
        require: { types: "./index.d.cts", default: "./index.cjs" },
      },
      "./provider": exported("provider"),
      "./package.json": "./package.json",
    },
    main: "./index.cjs",
    types: "./index.d.cts",
    engines: { node: ">=20" },
    nodePackages: nodePackages(),
    dependencies: dependenciesOf(folder, [...peers, ...optionalPeers]),
    peerDependencies: {
      ...Object.fromEntries(
        [...peers, ...commandPeers].map((name) => [name, `^${versionOf(name)}`]),
      ),
      ...Object.fromEntries(optionalPeers.map((name) => [name, `>=${versionOf(name)}`])),
    },
    peerDependenciesMeta: Object.fromEntries(
      optionalPeers.map((name) => [name, { optional: true }]),
    ),
  });
}

/** The npm packages with Node 24, by platform and architecture. */
function nodePackages() {
  const { optionalDependencies } = projectManifest;
  const entries = Object.entries(optionalDependencies).map(([name, version]) => {
    const [, platform, architecture] = /(darwin|linux)-(x64|arm64)$/.exec(name) ?? [];
    return [`${platform}-${architecture}`, { name, version }];
  });
  return Object.fromEntries(entries);
}

/** The emulator's Python, and what it installs. */
function copyPython(folder: string): void {
  const emulator = join("local", "emulator");
  for (const file of readdirSync(join(projectFolder, emulator))) {
    if ([".py", ".txt"].includes(extname(file))) {
      cpSync(join(projectFolder, emulator, file), join(folder, emulator, file));
    }
  }
}

/** Puts the package's own files in the place of those that look at a checkout. */
function putStandInsInPlace(folder: string): void {
  const standIns = join(folder, "packages", "cdk", "stand-ins");
  cpSync(standIns, folder, { recursive: true });
  rmSync(standIns, { recursive: true });
  appendFileSync(join(folder, "lib", "parts.js"), shippedProvidersText(folder));
  const cdkJson = readFileSync(join(projectFolder, "cdk.json"), "utf8");
  const app = "node bin/herald.js";
  writeFileSync(join(folder, "cdk.json"), JSON.stringify({ ...JSON.parse(cdkJson), app }, null, 2));
}

/** Every provider of the registry, there at once: a construct's constructor cannot wait for them. */
function shippedProvidersText(folder: string): string {
  const folders = providerIds.map((id) => `../lambdas/providers/${id}`);
  const parts = folders.map((provider, index) => {
    const hasStack = existsSync(join(folder, "lib", provider, "stack.js"));
    return {
      imports: [
        `import { provider as provider${index} } from "${provider}/provider.js";`,
        ...(hasStack ? [`import { stack as stack${index} } from "${provider}/stack.js";`] : []),
      ],
      value: `{ ...provider${index}${hasStack ? `, stack: stack${index}` : ""} }`,
    };
  });
  const imports = parts.flatMap((part) => part.imports).join("\n");
  const values = parts.map(({ value }) => value).join(", ");
  return `${imports}\nexport const shippedProviders = [${values}];\n`;
}

/** One file for an entry; it stands in the package's root as the modules that it is made of stand in `lib`. */
async function bundle(
  folder: string,
  entry: string,
  format: "esm" | "cjs",
  ending: string,
): Promise<void> {
  await build({
    entryPoints: [join(folder, "packages", "cdk", `${entry}.js`)],
    outfile: join(folder, `${entry}${ending}`),
    bundle: true,
    format,
    platform: "node",
    target: "node20",
    external: [...peers.flatMap((name) => [name, `${name}/*`]), ...optionalPeers, "zod"],
    // The packages may be built outside the checkout.
    nodePaths: [join(projectFolder, "node_modules")],
    logLevel: "warning",
    ...(format === "cjs" && {
      banner: {
        js: 'const { pathToFileURL } = require("node:url"); const { join } = require("node:path"); const moduleFolder = join(__dirname, "lib"); const moduleUrl = pathToFileURL(join(moduleFolder, "index.cjs")).href;',
      },
      define: { "import.meta.dirname": "moduleFolder", "import.meta.url": "moduleUrl" },
    }),
  });
}
