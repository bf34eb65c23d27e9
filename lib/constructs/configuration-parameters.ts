import { Stack } from "aws-cdk-lib";
import { StringListParameter, StringParameter } from "aws-cdk-lib/aws-ssm";
import { Construct } from "constructs";
import type { DeploymentConfig } from "../deployment-config.ts";
import type { StageProvider } from "../stage-providers.ts";
import { providersOf } from "../stage-providers.ts";

/**
 * The stage's SSM parameters with their first values.
 *
 * Later deployments leave a value that was changed by hand alone, as CloudFormation only touches
 * what changed in the template; a first value changed in the deployment configuration overwrites it.
 */
export class ConfigurationParameters extends Construct {
  /** Where the parameters are, without a slash at the end: `/herald/sandbox`. */
  readonly prefix: string;
  private readonly channels: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    config: DeploymentConfig,
    providers: readonly StageProvider[],
  ) {
    super(scope, id);
    this.prefix = `/herald/${config.stage}`;
    this.channels = Object.keys(config.channels);
    new StringListParameter(this, "EnabledChannels", {
      parameterName: `${this.prefix}/enabled-channels`,
      description: "The channels that are open, by name.",
      stringListValue: [...config.enabledChannels],
    });
    new StringParameter(this, "ResponsesPerHour", {
      parameterName: `${this.prefix}/throttle/responses-per-hour`,
      description: "How many notifications that expect a response a user may get in a clock hour.",
      stringValue: String(config.responsesPerHour),
    });
    for (const [channel, { providers, allowedProviders }] of Object.entries(config.channels)) {
      new StringListParameter(this, `Providers-${channel}`, {
        parameterName: `${this.prefix}/channels/${channel}/providers`,
        description: `Tried in this order; of: ${allowedProviders.join(", ")}.`,
        stringListValue: [...providers],
      });
    }
    for (const { id: provider, deployment } of providersOf(config, providers)) {
      if (deployment === undefined) {
        continue;
      }
      new StringParameter(this, `Settings-${provider}`, {
        parameterName: `${this.prefix}/providers/${provider}`,
        description: `Settings of the provider ${provider}, as JSON.`,
        stringValue: JSON.stringify(deployment.firstSettings(config)),
      });
    }
  }

  /** The parameters that the intake function reads. */
  get intakeArns(): readonly string[] {
    return [...this.channelListArns, this.arnOf("throttle/responses-per-hour")];
  }

  /** The parameters that say which channels are open, and which providers each has. */
  get channelListArns(): readonly string[] {
    const names = [
      "enabled-channels",
      ...this.channels.map((channel) => `channels/${channel}/providers`),
    ];
    return names.map((name) => this.arnOf(name));
  }

  /** The parameters that a channel's function reads. */
  channelArns(channel: string, allowedProviders: readonly string[]): readonly string[] {
    const names = [
      "public-url",
      `channels/${channel}/providers`,
      ...allowedProviders.map((provider) => `providers/${provider}`),
    ];
    return names.map((name) => this.arnOf(name));
  }

  /** The parameters that the receipts function reads. */
  receiptsArns(callbackProviders: readonly string[]): readonly string[] {
    const names = ["public-url", ...callbackProviders.map((provider) => `providers/${provider}`)];
    return names.map((name) => this.arnOf(name));
  }

  /**
   * Makes the parameter `public-url`. Functions read it and are not given it: they would have to be
   * made after the API, which is made after them.
   */
  addPublicUrl(url: string): void {
    new StringParameter(this, "PublicUrl", {
      parameterName: `${this.prefix}/public-url`,
      description: "Where providers post receipts: the API's URL, or that of its custom domain.",
      stringValue: url,
    });
  }

  private arnOf(name: string): string {
    return Stack.of(this).formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: `${this.prefix.slice(1)}/${name}`,
    });
  }
}
