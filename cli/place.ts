import { loadProviders } from "../lambdas/providers/load-providers.ts";
import { providerIds } from "../lambdas/providers/registry.ts";
import type { DeploymentConfig } from "../lib/deployment-config.ts";
import {
  InvalidDeploymentConfig,
  readDeploymentConfig,
  readStageConfig,
} from "../lib/read-deployment-config.ts";
import { CliProblem } from "./cli-problem.ts";
import type { EmulatorClientConfig } from "./local-run.ts";
import { findLocalRun, localStage } from "./local-run.ts";

/** Which stage to work on: the local run, unless a stage, region or configuration is named. */
export interface PlaceOptions {
  readonly stage?: string;
  /** AWS region; the deployment configuration's if left out. */
  readonly region?: string;
  /** Path of the deployment configuration; `config/<stage>.json` if left out. */
  readonly config?: string;
}

/** A stage, and the configuration of its AWS clients. */
export interface Place {
  readonly name: string;
  readonly config: DeploymentConfig;
  readonly region: string;
  /** Set for the emulator; absent where the environment chooses the account. */
  readonly client?: EmulatorClientConfig;
  /** The command-line options that choose this place. */
  readonly flags: readonly string[];
}

/** Chooses the place that the options name. @throws CliProblem when there is none. */
export async function choosePlace(options: PlaceOptions): Promise<Place> {
  const { stage = options.config === undefined ? localStage : undefined } = options;
  if (options.region === undefined && stage === localStage) {
    return localPlace(options);
  }
  if (options.stage === undefined && options.config === undefined) {
    throw new CliProblem("--region needs --stage or --config", 2);
  }
  const config = await readConfig(options);
  const region = options.region ?? config.region;
  const flags = (["stage", "region", "config"] as const).flatMap((name) =>
    options[name] === undefined ? [] : [`--${name}`, options[name]],
  );
  return { name: `stage ${config.stage} in ${region}`, config, region, flags };
}

async function localPlace({ config }: Pick<PlaceOptions, "config">): Promise<Place> {
  const { awsEndpoint, region, client } = await findLocalRun();
  return {
    name: `the local run at ${awsEndpoint}`,
    config: await readConfig({ stage: localStage, ...(config !== undefined && { config }) }),
    region,
    client,
    flags: [],
  };
}

/** The file that is named, or else the stage's own. */
async function readConfig({ config, stage }: PlaceOptions): Promise<DeploymentConfig> {
  const providers = await loadProviders(providerIds);
  try {
    return config === undefined
      ? readStageConfig(stage ?? localStage, providers)
      : readDeploymentConfig(config, providers, stage);
  } catch (error) {
    if (error instanceof InvalidDeploymentConfig) {
      throw new CliProblem(error.message, 2);
    }
    throw error;
  }
}
