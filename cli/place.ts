import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { loadProviders } from "../lambdas/providers/load-providers.ts";
import { providerIds } from "../lambdas/providers/registry.ts";
import type { DeploymentConfig } from "../lib/deployment-config.ts";
import { InvalidDeploymentConfig, readDeploymentConfig } from "../lib/read-deployment-config.ts";
import { emulatorClientConfig, localStage } from "../local/aws.ts";
import type { LocalDetails } from "../local/local-details.ts";
import { localDetailsFile } from "../local/local-details.ts";
import { projectFolder } from "../local/paths.ts";
import { CliProblem } from "./cli-problem.ts";

/** Where to work: the local run, unless a stage, a region or a configuration is named. */
export interface PlaceOptions {
  readonly stage?: string;
  /** AWS region; the deployment configuration's if left out. */
  readonly region?: string;
  /** Path of the deployment configuration; `config/<stage>.json` if left out. */
  readonly config?: string;
}

/** A stage, and how its AWS clients are made. */
export interface Place {
  readonly name: string;
  readonly config: DeploymentConfig;
  readonly region: string;
  /** For the emulator; left out where the account is the environment's. */
  readonly client?: ReturnType<typeof emulatorClientConfig>;
  /** What chooses it on the command line. */
  readonly flags: readonly string[];
}

/** Chooses the place. @throws CliProblem when there is none. */
export async function choosePlace(options: PlaceOptions): Promise<Place> {
  const { stage = options.config === undefined ? localStage : undefined } = options;
  if (options.region === undefined && stage === localStage) {
    return localPlace(options);
  }
  if (options.stage === undefined && options.config === undefined) {
    throw new CliProblem("--region needs --stage or --config", 2);
  }
  const config = await readConfig(options.config, options.stage);
  const region = options.region ?? config.region;
  const flags = (["stage", "region", "config"] as const).flatMap((name) =>
    options[name] === undefined ? [] : [`--${name}`, options[name]],
  );
  return { name: `stage ${config.stage} in ${region}`, config, region, flags };
}

async function localPlace({ config }: PlaceOptions): Promise<Place> {
  const { awsEndpoint, region } = await readLocalDetails();
  return {
    name: `the local run at ${awsEndpoint}`,
    config: await readConfig(config, localStage),
    region,
    client: emulatorClientConfig(awsEndpoint),
    flags: [],
  };
}

async function readLocalDetails(): Promise<LocalDetails> {
  try {
    return JSON.parse(await readFile(localDetailsFile, "utf8")) as LocalDetails;
  } catch {
    throw new CliProblem(
      "nothing runs on this machine: start it with npm start, or name a stage with --stage",
    );
  }
}

async function readConfig(
  path: string | undefined,
  stage: string | undefined,
): Promise<DeploymentConfig> {
  const providers = await loadProviders(providerIds);
  const ofStage = join(projectFolder, "config", `${stage}.json`);
  try {
    return readDeploymentConfig(path ?? relative(process.cwd(), ofStage), providers, stage);
  } catch (error) {
    if (error instanceof InvalidDeploymentConfig) {
      throw new CliProblem(error.message, 2);
    }
    throw error;
  }
}
