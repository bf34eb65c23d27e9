import { App } from "aws-cdk-lib";
import { bundleHandler } from "../lib/bundle-handler.ts";
import type { DeploymentConfig } from "../lib/deployment-config.ts";
import { HeraldStack } from "../lib/herald-stack.ts";
import { namesOf } from "../lib/names.ts";
import {
  InvalidDeploymentConfig,
  readDeploymentConfig,
  readStageConfig,
} from "../lib/read-deployment-config.ts";
import { loadStageProviders } from "../lib/stage-providers.ts";

/**
 * The CDK app: one stack, from the deployment configuration of one stage.
 *
 * `cdk deploy -c stage=production` takes `config/production.json`; without a stage it is
 * `sandbox`. `-c config=<path>` takes another file.
 */
const app = new App();
const providers = await loadStageProviders();
const config = readConfigOrExit();
new HeraldStack(app, namesOf(config.stage).stack, {
  config,
  providers,
  bundle: bundleHandler,
  env: { region: config.region },
});
app.synth();

function readConfigOrExit(): DeploymentConfig {
  const stage = String(app.node.tryGetContext("stage") ?? "sandbox");
  const file: unknown = app.node.tryGetContext("config");
  try {
    return file === undefined
      ? readStageConfig(stage, providers)
      : readDeploymentConfig(String(file), providers);
  } catch (error) {
    if (!(error instanceof InvalidDeploymentConfig)) {
      throw error;
    }
    console.error(error.message);
    process.exit(1);
  }
}
