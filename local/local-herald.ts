import { HeraldClient } from "../client/herald-client.ts";
import { defaultCaller, unknownCaller } from "../lambdas/core/caller.ts";
import { localStage } from "../lib/names.ts";
import type { Report, Step } from "../terminal/progress.ts";
import { readApiKey } from "./api-key.ts";
import { localRegion } from "./aws.ts";
import { bootstrap, deploy } from "./cdk.ts";
import { startEmulator } from "./emulator/emulator.ts";
import { findRunningEmulator } from "./emulator/find-running-emulator.ts";
import type { ChannelQueues, LocalDetails } from "./local-details.ts";
import { isPortFree } from "./ports.ts";
import { LocalProblem } from "./problem.ts";
import { putProviderSettings, putPublicUrl } from "./provider-settings.ts";
import type { Simulator } from "./simulator/simulator.ts";
import { startSimulator } from "./simulator/simulator.ts";

/** Where to start a local Herald, and with what. */
export interface LocalHeraldOptions {
  readonly emulatorPort: number;
  readonly simulatorPort: number;
  /** Starts an emulator even if `AWS_ENDPOINT_URL` names one. */
  readonly ownEmulator?: boolean;
  /** Whether an emulator that is started denies what policies do not permit. */
  readonly enforceIam?: boolean;
  /** Where an emulator that is started writes functions' logs; away with it if left out. */
  readonly functionsLog?: string;
  /** A deployment configuration to use instead of `config/local.json`. */
  readonly configFile?: string;
  /** Aborting it ends the step under way; the caller then calls `stop`. */
  readonly signal?: AbortSignal;
}

/** Where there is no TTY, a line for each of the hundreds of resources is noise in a log. */
const cdkIntervalMs = 60_000;

/** Herald on an emulator and a provider simulator; running its steps in order starts it. */
export class LocalHerald {
  readonly #options: LocalHeraldOptions;
  readonly #closers: (() => Promise<void>)[] = [];
  #awsEndpoint = "";
  #simulatorUrl = "";
  #serverUrls: Simulator["serverUrls"] = {};
  #details: LocalDetails | undefined;

  constructor(options: LocalHeraldOptions) {
    this.#options = options;
  }

  readonly steps: readonly Step[] = [
    { title: "Check the ports", run: () => this.#checkPorts() },
    { title: "Start the AWS emulator", run: (report) => this.#startEmulator(report) },
    { title: "Start the provider simulator", run: () => this.#startSimulator() },
    {
      title: "cdk bootstrap",
      plainIntervalMs: cdkIntervalMs,
      run: (report) => bootstrap(this.#cdkOptions(report)),
    },
    {
      title: "cdk deploy",
      plainIntervalMs: cdkIntervalMs,
      run: (report) => this.#deploy(report),
    },
  ];

  /** How to reach it, once all steps are done. @throws Error before that. */
  get details(): LocalDetails {
    if (this.#details === undefined) {
      throw new Error("the local Herald is not yet deployed");
    }
    return this.#details;
  }

  /** Stops what the steps started, in reverse order. May be called twice, and after any step. */
  async stop(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      await close();
    }
  }

  async #checkPorts(): Promise<void> {
    const { emulatorPort, simulatorPort, ownEmulator = false } = this.#options;
    if (!ownEmulator) {
      this.#awsEndpoint = (await findRunningEmulator(emulatorPort)) ?? "";
    }
    if (await isPortFree(simulatorPort)) {
      return;
    }
    throw new LocalProblem(
      `port ${simulatorPort} is taken; free it or set HERALD_SIMULATOR_PORT to another`,
    );
  }

  async #startEmulator(report: Report): Promise<void> {
    if (this.#awsEndpoint !== "") {
      report(`using the one that answers at ${this.#awsEndpoint}`);
      return;
    }
    const { emulatorPort: port, signal, enforceIam = false, functionsLog } = this.#options;
    const emulator = await startEmulator({
      port,
      enforceIam,
      onProgress: report,
      ...(signal && { signal }),
      ...(functionsLog !== undefined && { functionsLog }),
    });
    this.#closers.push(emulator.stop);
    this.#awsEndpoint = emulator.url;
    report(`its log is ${emulator.logFile}`);
  }

  async #startSimulator(): Promise<void> {
    const simulator = await startSimulator({
      port: this.#options.simulatorPort,
      awsEndpoint: this.#awsEndpoint,
    });
    this.#closers.push(simulator.close);
    this.#simulatorUrl = simulator.url;
    this.#serverUrls = simulator.serverUrls;
  }

  async #deploy(report: Report): Promise<void> {
    const outputs = await deploy(this.#cdkOptions(report));
    await putProviderSettings(this.#awsEndpoint, {
      url: this.#simulatorUrl,
      serverUrls: this.#serverUrls,
    });
    // The output ApiUrl has a host name that exists only in AWS.
    const apiUrl = `${this.#awsEndpoint}/_aws/execute-api/${outputOf(outputs, "ApiId")}/${localStage}`;
    await putPublicUrl(this.#awsEndpoint, this.#simulatorUrl, apiUrl);
    this.#details = {
      apiUrl,
      consoleUrl: `${apiUrl}/console`,
      ...(await this.#readKeys(apiUrl, outputs)),
      awsEndpoint: this.#awsEndpoint,
      region: localRegion,
      stage: localStage,
      simulatorUrl: this.#simulatorUrl,
      tables: {
        notifications: outputOf(outputs, "NotificationsTableName"),
        providerHealth: outputOf(outputs, "ProviderHealthTableName"),
      },
      queues: JSON.parse(outputOf(outputs, "Queues")) as Record<string, ChannelQueues>,
    };
  }

  async #readKeys(
    apiUrl: string,
    outputs: Record<string, string>,
  ): Promise<Pick<LocalDetails, "apiKey" | "apiKeys">> {
    const ids = JSON.parse(outputs["ApiKeyIds"] ?? "{}") as Record<string, readonly string[]>;
    const keys: Record<string, string> = {};
    for (const [caller, [id = ""]] of Object.entries(ids)) {
      if (caller !== defaultCaller) {
        keys[caller] = await readApiKey(this.#awsEndpoint, id);
      }
    }
    const apiKey = await readApiKey(this.#awsEndpoint, outputOf(outputs, "ApiKeyId"));
    await checkCallers(apiUrl, apiKey, this.#awsEndpoint);
    return { apiKey, apiKeys: keys };
  }

  #cdkOptions(onProgress: Report) {
    const { signal, configFile } = this.#options;
    return {
      awsEndpoint: this.#awsEndpoint,
      onProgress,
      ...(signal && { signal }),
      ...(configFile !== undefined && { configFile }),
    };
  }
}

/** @throws LocalProblem if functions are not told which API key a request has. */
async function checkCallers(apiUrl: string, apiKey: string, awsEndpoint: string): Promise<void> {
  const { caller } = await new HeraldClient({ apiUrl, apiKey }).caller();
  if (caller === unknownCaller) {
    throw new LocalProblem(
      `the emulator at ${awsEndpoint} does not tell functions which API key a request has; start without one, or see docker-compose.localstack.yml`,
    );
  }
}

function outputOf(outputs: Record<string, string>, name: string): string {
  const value = outputs[name];
  if (value === undefined) {
    throw new Error(`the stack has no output ${name}`);
  }
  return value;
}
