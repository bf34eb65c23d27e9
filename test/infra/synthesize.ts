import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import type { DeploymentConfig } from "../../lib/deployment-config.ts";
import { HeraldStack } from "../../lib/herald-stack.ts";
import { shippedProviders } from "../../lib/parts.ts";
import { readDeploymentConfig } from "../../lib/read-deployment-config.ts";

export const projectFolder = resolve(import.meta.dirname, "..", "..");

/** Every provider of the registry, as the stack is told of it. */
export const providers = shippedProviders;

/** A shipped deployment configuration. */
export function shippedConfig(stage: string): DeploymentConfig {
  return readDeploymentConfig(resolve(projectFolder, "config", `${stage}.json`), providers, stage);
}

/** Makes a stack with the feature flags of cdk.json; its functions' code is a stand-in. */
export function makeStack(config: DeploymentConfig) {
  const { context } = JSON.parse(readFileSync(resolve(projectFolder, "cdk.json"), "utf8"));
  const app = new App({ context });
  const bundledFolders = new Set<string>();
  const stack = new HeraldStack(app, config, {
    functionCode: (folder) => {
      bundledFolders.add(folder);
      return Code.fromInline("// Not run.");
    },
  });
  return { app, stack, bundledFolders };
}

/** The template of a stack with this configuration. */
export function templateOf(config: DeploymentConfig): Template {
  return Template.fromStack(makeStack(config).stack);
}

/** A resource of a template, as the tests look at it. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no types.
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The template's resources of one type. */
export function resourcesOf(template: Template, type: string): readonly Resource[] {
  return Object.values(template.findResources(type)) as Resource[];
}

/** A value with `Fn::Join`, `Ref` and `Fn::GetAtt` written out: `{ Ref: "Table" }` is `<Table>`. */
export function written(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return String(value);
  }
  if ("Fn::Join" in value) {
    const [separator, parts] = value["Fn::Join"] as [string, unknown[]];
    return parts.map(written).join(separator);
  }
  if ("Fn::GetAtt" in value) {
    return `<${(value["Fn::GetAtt"] as string[]).join(".")}>`;
  }
  if ("Ref" in value) {
    return `<${value.Ref}>`;
  }
  throw new Error(`cannot write out ${JSON.stringify(value)}`);
}

/**
 * What a `Ref` or an `Fn::GetAtt` names, by its physical name; anything else written out:
 * `herald-sandbox-sms` for the queue of `sms`.
 */
export function namedIn(template: Template, value: unknown): string {
  const { Ref: id = undefined, "Fn::GetAtt": attribute = [id] } = Object(value);
  const { Properties = {} } = template.toJSON()["Resources"][attribute[0]] ?? {};
  const { FunctionName, QueueName, TableName, LogGroupName } = Properties;
  return FunctionName ?? QueueName ?? TableName ?? LogGroupName ?? written(value);
}

/** The functions by name: `intake`, `tracking`, `channel-sms`, … */
export function functionsOf(template: Template, stage: string): ReadonlyMap<string, Resource> {
  return new Map(
    resourcesOf(template, "AWS::Lambda::Function").map((resource) => [
      String(resource.Properties.FunctionName).replace(`herald-${stage}-`, ""),
      resource,
    ]),
  );
}

/** One statement of a function's permissions. */
interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

/** A function's role. */
export function roleOf(template: Template, resource: Resource): Resource {
  return template.toJSON()["Resources"][resource.Properties.Role["Fn::GetAtt"][0]];
}

/** All that a function may do. */
export function statementsOf(template: Template, resource: Resource): readonly Statement[] {
  return roleOf(template, resource).Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) =>
      PolicyDocument.Statement,
  );
}

/** The API's methods by their routes: `GET /v1/users/{userId}/notifications`. */
export function routesOf(template: Template): ReadonlyMap<string, Resource> {
  const resources = template.findResources("AWS::ApiGateway::Resource");
  const pathOf = (id: unknown): string => {
    const { Properties } = resources[String((id as { Ref?: string }).Ref)] ?? {};
    return Properties ? `${pathOf(Properties["ParentId"])}/${Properties["PathPart"]}` : "";
  };
  return new Map(
    resourcesOf(template, "AWS::ApiGateway::Method").map((method) => {
      const { HttpMethod, ResourceId } = method.Properties;
      return [`${HttpMethod} ${pathOf(ResourceId)}`, method];
    }),
  );
}
