import { existsSync } from "node:fs";
import { App } from "aws-cdk-lib";
import type { DeploymentConfig } from "../lib/deployment-config.ts";
import { HeraldStack } from "../lib/herald-stack.ts";
import { shippedProviders } from "../lib/parts.ts";
import {
  InvalidDeploymentConfig,
  readDeploymentConfig,
  readStageConfig,
} from "../lib/read-deployment-config.ts";
import { InvalidTemplates } from "../lib/templates/mistake.ts";

/**
 * The CDK app: one stack, from the deployment configuration of one stage.
 *
 * `cdk deploy -c stage=production` takes `config/production.json`; without a stage it is
 * `sandbox`. `-c config=<path>` takes another file.
 */
const templates = "templates";
const app = new App();
makeStackOrExit(readConfigOrExit());
app.synth();

/** The templates in the folder `templates`, if there is one; what is wrong with them is told by file and line. */
function makeStackOrExit(config: DeploymentConfig): void {
  try {
    new HeraldStack(app, config, existsSync(templates) ? { templates } : {});
  } catch (error) {
    if (!(error instanceof InvalidTemplates)) {
      throw error;
    }
    console.error(error.message);
    process.exit(1);
  }
}

function readConfigOrExit(): DeploymentConfig {
  const stage = String(app.node.tryGetContext("stage") ?? "sandbox");
  const file: unknown = app.node.tryGetContext("config");
  try {
    return file === undefined
      ? readStageConfig(stage, shippedProviders)
      : readDeploymentConfig(String(file), shippedProviders);
  } catch (error) {
    if (!(error instanceof InvalidDeploymentConfig)) {
      throw error;
    }
    console.error(error.message);
    process.exit(1);
  }
}
