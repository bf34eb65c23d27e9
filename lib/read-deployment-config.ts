import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import type * as z from "zod";
import type { DeploymentFault } from "../lambdas/providers/provider-module.ts";
import type { ProviderDescriptor } from "./check-deployment-config.ts";
import { checkDeploymentConfig } from "./check-deployment-config.ts";
import { configFolderOf } from "./config-folder.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { deploymentConfigSchema, stageConfigSchema } from "./deployment-config.ts";

/** A stage's file is missing or wrong; the message has one line for each mistake. */
export class InvalidDeploymentConfig extends Error {
  override readonly name = "InvalidDeploymentConfig";
}

/**
 * Reads and checks a stage's deployment configuration.
 *
 * @param file the file's path, as the messages are to name it.
 * @param stage the stage that the file must be for; any if left out.
 * @throws InvalidDeploymentConfig naming the file and each field that is wrong.
 */
export function readDeploymentConfig(
  file: string,
  providers: readonly ProviderDescriptor[],
  stage?: string,
): DeploymentConfig {
  const { config, faults } = parse(deploymentConfigSchema, readJson(file));
  const all = config
    ? [...stageFaults(config, stage), ...checkDeploymentConfig(config, providers)]
    : faults;
  return checked(file, config, all);
}

/**
 * Checks what a CDK app says of a stage.
 *
 * @param place where it says so, as the messages are to name it.
 * @param region the stack's; a token where the stack is for any.
 * @throws InvalidDeploymentConfig naming the place and each field that is wrong.
 */
export function checkStageConfig(
  input: unknown,
  {
    place,
    region,
    providers,
  }: { place: string; region: string; providers: readonly ProviderDescriptor[] },
): DeploymentConfig {
  const { config: fields, faults } = parse(stageConfigSchema, input);
  const config = fields && { ...fields, region };
  return checked(place, config, config ? checkDeploymentConfig(config, providers) : faults);
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown) {
  const result = schema.safeParse(input, { reportInput: true });
  return result.success
    ? { config: result.data, faults: [] }
    : { config: undefined, faults: result.error.issues.map(faultOf) };
}

function checked(
  place: string,
  config: DeploymentConfig | undefined,
  faults: readonly DeploymentFault[],
): DeploymentConfig {
  if (config !== undefined && faults.length === 0) {
    return config;
  }
  throw new InvalidDeploymentConfig(
    faults.map(({ field, detail }) => `${place}: ${field}: ${detail}`).join("\n"),
  );
}

/**
 * Reads and checks `config/<stage>.json`.
 *
 * @throws InvalidDeploymentConfig naming the stages that there are, or each field that is wrong.
 */
export function readStageConfig(
  stage: string,
  providers: readonly ProviderDescriptor[],
): DeploymentConfig {
  const folder = configFolderOf(stage);
  const file = join(folder, `${stage}.json`);
  if (!existsSync(file)) {
    const files = existsSync(folder) ? readdirSync(folder) : [];
    const stages = files.map((name) => basename(name, ".json")).toSorted();
    throw new InvalidDeploymentConfig(
      `there is no stage "${stage}"; config/ has ${stages.join(", ") || "none"}`,
    );
  }
  return readDeploymentConfig(relative(process.cwd(), file), providers, stage);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new InvalidDeploymentConfig(`${file}: cannot be read`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidDeploymentConfig(
      `${file}: is not JSON: ${String(error).replaceAll("\n", " ")}`,
    );
  }
}

function stageFaults(config: DeploymentConfig, stage: string | undefined): DeploymentFault[] {
  return stage === undefined || config.stage === stage
    ? []
    : [{ field: "stage", detail: `must be "${stage}", as the file's name says` }];
}

function faultOf(issue: z.core.$ZodIssue): DeploymentFault {
  const field = fieldOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return {
      field: fieldOf([...issue.path, issue.keys[0] ?? ""]),
      detail: "there is no such field",
    };
  }
  if (issue.code === "invalid_key") {
    return { field, detail: issue.issues[0]?.message ?? issue.message };
  }
  return { field, detail: issue.input === undefined ? "is missing" : issue.message };
}

/** `["channels", "sms", "retryDelaysSeconds", 1]` is `channels.sms.retryDelaysSeconds[1]`. */
function fieldOf(path: readonly PropertyKey[]): string {
  const field = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return field.join("").replace(/^\./, "") || "the file";
}
