import type { ParameterType } from "@aws-sdk/client-ssm";
import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { settings } from "../lambdas/settings/settings.ts";
import { localStage, namesOf } from "../lib/names.ts";
import { emulatorClientConfig } from "./aws.ts";

/** The parameter that opens and closes channels. */
export const enabledChannelsParameter = settings.enabledChannels({
  channels: {},
  enabledChannels: [],
}).name;

/** Reads and writes the local stage's SSM parameters, named relative to `/herald/local/`. */
export class Parameters {
  readonly #ssm: SSMClient;

  constructor(awsEndpoint: string) {
    this.#ssm = new SSMClient(emulatorClientConfig(awsEndpoint));
  }

  /** A parameter's value, or `undefined` when it does not exist. */
  async get(name: string): Promise<string | undefined> {
    return (await this.#read(name))?.Value;
  }

  /** Writes a parameter, and creates it if necessary. */
  async put(name: string, value: string, type: ParameterType): Promise<void> {
    await this.#ssm.send(
      new PutParameterCommand({ Name: fullName(name), Value: value, Type: type, Overwrite: true }),
    );
  }

  /**
   * Gives an existing parameter another value while `work` runs, then restores it.
   *
   * @throws Error when there is no such parameter.
   */
  async whileSet<Result>(
    name: string,
    value: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = await this.#read(name);
    if (before?.Value === undefined || before.Type === undefined) {
      throw new Error(`there is no parameter ${fullName(name)}`);
    }
    try {
      await this.put(name, value, before.Type);
      return await work();
    } finally {
      await this.put(name, before.Value, before.Type);
    }
  }

  async #read(name: string) {
    try {
      const { Parameter } = await this.#ssm.send(
        new GetParameterCommand({ Name: fullName(name), WithDecryption: true }),
      );
      return Parameter;
    } catch (error) {
      if (error instanceof ParameterNotFound) {
        return undefined;
      }
      throw error;
    }
  }
}

function fullName(name: string): string {
  return `${namesOf(localStage).parameterPrefix}/${name}`;
}
