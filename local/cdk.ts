import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { localStage, namesOf } from "../lib/names.ts";
import { emulatorEnvironment, localRegion } from "./aws.ts";
import { binFolder, projectFolder } from "./paths.ts";
import { LocalProblem } from "./problem.ts";
import { killGroup } from "./processes.ts";
import { makeRunFolder, removeFolder } from "./run-folder.ts";

/** The emulator's account. */
const account = "000000000000";

const stackName = namesOf(localStage).stack;

/** What a CDK run needs. */
export interface CdkOptions {
  readonly awsEndpoint: string;
  /** Called with each line that the CDK CLI prints. */
  readonly onProgress: (line: string) => void;
  /** Aborting it ends the CDK CLI. */
  readonly signal?: AbortSignal;
  /** A deployment configuration to use instead of `config/local.json`. */
  readonly configFile?: string;
}

/**
 * Runs `cdk bootstrap` against the emulator.
 *
 * @throws LocalProblem with the end of what the CDK CLI printed.
 */
export async function bootstrap(options: CdkOptions): Promise<void> {
  await withRunFolder(async (folder) => {
    await runCdk(["bootstrap", `aws://${account}/${localRegion}`], folder, options);
  });
}

/**
 * Runs `cdk deploy` for the stage `local` against the emulator.
 *
 * @returns the stack's outputs by name.
 * @throws LocalProblem with the end of what the CDK CLI printed.
 */
export async function deploy(options: CdkOptions): Promise<Record<string, string>> {
  return withRunFolder(async (folder) => {
    const outputsFile = join(folder, "outputs.json");
    await runCdk(
      [
        "deploy",
        stackName,
        "--require-approval=never",
        "--progress=events",
        `--outputs-file=${outputsFile}`,
      ],
      folder,
      options,
    );
    const outputs = JSON.parse(await readFile(outputsFile, "utf8"));
    return outputs[stackName] as Record<string, string>;
  });
}

async function withRunFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await makeRunFolder("cdk");
  try {
    return await work(folder);
  } finally {
    await removeFolder(folder);
  }
}

async function runCdk(args: string[], folder: string, options: CdkOptions): Promise<void> {
  const child = execa(
    join(binFolder, "cdk"),
    [
      ...args,
      `--context=stage=${localStage}`,
      ...(options.configFile === undefined ? [] : [`--context=config=${options.configFile}`]),
      `--output=${join(folder, "cdk.out")}`,
      "--no-notices",
      "--no-color",
      "--ci",
    ],
    {
      cwd: projectFolder,
      env: {
        ...emulatorEnvironment(options.awsEndpoint),
        PATH: [binFolder, process.env["PATH"]].join(delimiter),
        TMPDIR: folder,
        CDK_HOME: folder,
        CDK_DISABLE_CLI_TELEMETRY: "true",
        CDK_DISABLE_VERSION_CHECK: "1",
      },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
      // Makes it the leader of a process group, so that its children end with it.
      detached: true,
    },
  );
  const kill = () => killGroup(child.pid);
  options.signal?.addEventListener("abort", kill);
  for await (const line of createInterface({ input: child.all })) {
    // The line for a resource's end is enough.
    if (line.trim() !== "" && !line.includes("_IN_PROGRESS")) {
      options.onProgress(line.trim());
    }
  }
  const { exitCode, all } = await child;
  options.signal?.removeEventListener("abort", kill);
  options.signal?.throwIfAborted();
  if (exitCode === 0) {
    return;
  }
  const lastLines = all.trim().split("\n").slice(-15).join("\n");
  throw new LocalProblem(`cdk ${args[0]} failed:\n${lastLines}`);
}
