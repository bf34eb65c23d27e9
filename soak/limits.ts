import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { namesOf } from "../lib/names.ts";
import { emulatorClientConfig } from "../local/aws.ts";
import type { Switches } from "../local/aws-proxy/aws-limits.ts";
import { AwsLimits } from "../local/aws-proxy/aws-limits.ts";
import { startAwsProxy } from "../local/aws-proxy/aws-proxy.ts";
import { redirectFunctions } from "../local/aws-proxy/redirect-functions.ts";
import type { LocalDetails } from "../local/local-details.ts";
import type { Report } from "../terminal/progress.ts";
import type { SeededRandom } from "./random.ts";

/** A limit that comes into force, in words, with what it switches on at the proxy, if that has it. */
interface Imposed {
  readonly what: string;
  readonly switches?: Switches;
  /** A function that gets no concurrent execution. */
  readonly throttledFunction?: string;
}

/** Imposes AWS's limits on the functions of a local Herald, one at a time, and lifts them again. */
export class Limits {
  readonly #details: LocalDetails;
  readonly #random: SeededRandom;
  readonly #report: Report;
  readonly #aws: AwsLimits;
  readonly #lambda: LambdaClient;
  #throttledFunction: string | undefined;
  /** How often each limit was in force, by its kind. */
  readonly changes = new Map<string, number>();

  constructor(details: LocalDetails, random: SeededRandom, report: Report) {
    this.#details = details;
    this.#random = random;
    this.#report = report;
    this.#aws = new AwsLimits(() => random.next());
    this.#lambda = new LambdaClient(emulatorClientConfig(details.awsEndpoint));
  }

  /** How often functions met each limit. */
  get hits(): ReadonlyMap<string, number> {
    return this.#aws.hits;
  }

  /** Puts the limits, none of them in force, between the functions and AWS. @returns what undoes it. */
  async begin(): Promise<() => Promise<void>> {
    const proxy = await startAwsProxy(this.#details.awsEndpoint, this.#aws.handle);
    const putBack = await redirectFunctions(this.#details, proxy.url);
    return async () => {
      await this.lift();
      await putBack();
      await proxy.close();
    };
  }

  /** Puts another limit into force, or none, instead of the one that is. */
  async change(): Promise<void> {
    await this.lift();
    if (this.#random.chance(0.5)) {
      return;
    }
    const { what, switches, throttledFunction } = this.#choose();
    this.#aws.set(switches ?? {});
    if (throttledFunction !== undefined) {
      await this.#throttle(throttledFunction);
    }
    const [kind = ""] = what.split(":");
    this.changes.set(kind, (this.changes.get(kind) ?? 0) + 1);
    this.#report(what);
  }

  /** Lifts the limit that is in force, if any. */
  async lift(): Promise<void> {
    this.#aws.set({});
    const FunctionName = this.#throttledFunction;
    this.#throttledFunction = undefined;
    if (FunctionName !== undefined) {
      await this.#lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    }
  }

  #choose(): Imposed {
    const ssmPerSecond = this.#random.between(1, 5);
    const lostResponses = this.#random.between(1, 6) / 10;
    const denied = `providers/${this.#random.pick(["twilio", "ses", "sendgrid", "pushy"])}`;
    const names = namesOf(this.#details.stage);
    const throttledFunction = this.#random.pick([
      names.functionNamed("intake"),
      ...Object.keys(this.#details.queues).map(names.channelFunction),
    ]);
    return this.#random.pick<Imposed>([
      { what: `SSM: ${ssmPerSecond} calls a second`, switches: { ssmPerSecond } },
      { what: "DynamoDB throttled", switches: { throttled: ["DynamoDB"] } },
      { what: "SQS throttled", switches: { throttled: ["SQS"] } },
      { what: "S3 throttled", switches: { throttled: ["S3"] } },
      { what: "DynamoDB and SQS throttled", switches: { throttled: ["DynamoDB", "SQS"] } },
      { what: `responses lost: ${lostResponses}`, switches: { lostResponses } },
      { what: `denied: ${denied}`, switches: { denied: [denied] } },
      { what: `no execution: ${throttledFunction}`, throttledFunction },
    ]);
  }

  async #throttle(FunctionName: string): Promise<void> {
    const none = { FunctionName, ReservedConcurrentExecutions: 0 };
    this.#throttledFunction = FunctionName;
    await this.#lambda.send(new PutFunctionConcurrencyCommand(none));
  }
}
