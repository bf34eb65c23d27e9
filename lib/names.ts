import { defaultCaller } from "../lambdas/core/caller.ts";

export { localStage } from "../lambdas/runtime/environment.ts";

/** The name of the key that a caller has whose configuration names none. */
export const firstKey = "1";

/** A queue, and the queue for what used up its receives. */
export interface QueueNames {
  readonly queue: string;
  readonly deadLetterQueue: string;
}

/** The functions that there is one of; each channel has its own beside them. */
const functionNames = [
  "deployment",
  "intake",
  "operations",
  "pages",
  "receipts",
  "receipts-queue",
  "tracking",
] as const;

type FunctionName = (typeof functionNames)[number];

/**
 * The names of a stage's resources. Nothing else makes them up: the stack gives them, and the command
 * line finds the stage by them. A name that changes replaces its resource.
 *
 * @param stage e.g. `sandbox`, as in the deployment configuration.
 */
export function namesOf(stage: string) {
  const prefix = `herald-${stage}`;
  const functionNamed = (name: FunctionName) => `${prefix}-${name}`;
  const channelFunction = (channel: string) => `${prefix}-channel-${channel}`;
  const callerPrefix = (caller: string) =>
    caller === defaultCaller ? prefix : `${prefix}-${caller}`;
  return {
    stack: `Herald-${stage}`,
    /** What the names of what a provider needs begin with, too. */
    prefix,
    notificationsTable: `${prefix}-notifications`,
    providerHealthTable: `${prefix}-provider-health`,
    /** Names of buckets are one for all of AWS. At most 63 characters. */
    contentBucket: (account: string, region: string) => `${prefix}-content-${account}-${region}`,
    channelQueues: (channel: string) => queueNamesOf(`${prefix}-${channel}`),
    receiptsQueues: queueNamesOf(`${prefix}-receipts`),
    /** At most 64 characters. */
    functionNamed,
    /** At most 64 characters. */
    channelFunction,
    /** Those of all functions of a stage with these channels. */
    functions: (channels: readonly string[]) => [
      ...functionNames.map(functionNamed),
      ...channels.map(channelFunction),
    ],
    /** The API's access log. */
    accessLog: `/herald/${stage}/access`,
    api: prefix,
    /** Of one of a caller's keys, by its name in the configuration. */
    apiKey: (caller: string, key: string) =>
      key === firstKey ? callerPrefix(caller) : `${callerPrefix(caller)}-${key}`,
    usagePlan: callerPrefix,
    /** Where the SSM parameters are, without a slash at the end. */
    parameterPrefix: `/herald/${stage}`,
    /** The parameter with the stage's secret. No setting: who changes it breaks what was sealed with it. */
    secretParameter: `/herald/${stage}/secret`,
    /** The parameter with what the command line has to know of the templates. No setting either. */
    templatesParameter: `/herald/${stage}/templates`,
  };
}

/** The log group that Lambda writes a function's log to. */
export function functionLogGroup(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

function queueNamesOf(queue: string): QueueNames {
  return { queue, deadLetterQueue: `${queue}-dead-letter` };
}
