import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { StringListParameter, StringParameter } from "aws-cdk-lib/aws-ssm";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import type { Setting, SettingReader } from "../../lambdas/settings/setting.ts";
import { settings, settingsOf, settingsReadBy } from "../../lambdas/settings/settings.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import type { StageProvider } from "../stage-providers.ts";
import { factsOf } from "../stage-providers.ts";

/** The part of a stage that a function reads the settings of. */
export interface ReaderScope {
  /** The only channel; all of the stage's if left out. */
  readonly channel?: string;
  /** Ids of the providers; all that the stage's channels may use if left out. */
  readonly providers?: readonly string[];
}

/**
 * The stage's SSM parameters with their first values.
 *
 * Later deployments leave a value that was changed by hand alone, as CloudFormation only touches
 * what changed in the template; a first value changed in the deployment configuration overwrites it.
 */
export class ConfigurationParameters extends Construct {
  /** Where the parameters are, without a slash at the end: `/herald/sandbox`. */
  readonly prefix: string;
  private readonly config: DeploymentConfig;

  private readonly providers: readonly StageProvider[];

  /** @param providers those that a channel may use. */
  constructor(
    scope: Construct,
    id: string,
    config: DeploymentConfig,
    providers: readonly StageProvider[],
  ) {
    super(scope, id);
    this.config = config;
    this.providers = providers;
    this.prefix = namesOf(config.stage).parameterPrefix;
    for (const setting of settingsOf(config, providers.map(this.withFirstSettings, this))) {
      this.makeParameter(setting);
    }
  }

  /** The permission to read the settings that a function reads, and no others. */
  readPermission(reader: SettingReader, { channel, providers }: ReaderScope = {}): PolicyStatement {
    const { channels } = this.config;
    const deployment = {
      ...this.config,
      channels: Object.fromEntries(
        Object.entries(channels).filter(([name]) => channel === undefined || name === channel),
      ),
    };
    const known = this.providers.filter(
      ({ id }) => providers === undefined || providers.includes(id),
    );
    const read = settingsReadBy(reader, deployment, known.map(this.withFirstSettings, this));
    return new PolicyStatement({
      actions: ["ssm:GetParameters"],
      resources: read
        .flatMap(({ name, siblings }) => (siblings === undefined ? [name] : [name, siblings]))
        .map((name) => this.arnOf(name)),
    });
  }

  /**
   * Makes the parameter `public-url`. Functions read it and are not given it: they would have to be
   * made after the API, which is made after them.
   */
  addPublicUrl(url: string): void {
    this.makeParameter(settings.publicUrl(url));
  }

  /** The parameter `enabled-channels`. */
  get enabledChannels(): IConstruct {
    return this.node.findChild(settings.enabledChannels(this.config).constructId);
  }

  private withFirstSettings({ id, deployment }: StageProvider) {
    return {
      id,
      firstSettings: deployment && JSON.stringify(deployment.firstSettings(factsOf(this.config))),
    };
  }

  private makeParameter({ name, type, constructId, description, firstValue }: Setting<unknown>) {
    if (firstValue === undefined) {
      return;
    }
    const props = { parameterName: `${this.prefix}/${name}`, description };
    if (type === "StringList") {
      const stringListValue = firstValue.split(",");
      new StringListParameter(this, constructId, { ...props, stringListValue });
    } else {
      new StringParameter(this, constructId, { ...props, stringValue: firstValue });
    }
  }

  private arnOf(name: string): string {
    return Stack.of(this).formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: `${this.prefix.slice(1)}/${name}`,
    });
  }
}
