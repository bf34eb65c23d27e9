import { setTimeout as sleep } from "node:timers/promises";
import type { CloudWatchLogsClient, ResultField } from "@aws-sdk/client-cloudwatch-logs";
import {
  GetQueryResultsCommand,
  QueryStatus,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import { functionLogGroup } from "../../lib/names.ts";
import { CliProblem } from "../cli-problem.ts";
import type { LogLine } from "./log-line.ts";

/** What a query of CloudWatch Logs Insights looks for, and where. */
export interface LogQuery {
  readonly id: string;
  readonly from: Date;
  readonly to: Date;
  /** Log groups, 50 at most. */
  readonly logGroups: readonly string[];
  /** What the functions' names begin with: `herald-sandbox`. */
  readonly prefix: string;
}

/** Lines that a query gives at most; a notification has some for each attempt. */
export const maxLines = 1_000;

const pollMs = 500;

/** States from which a query comes to no result any more. */
const failed: readonly (string | undefined)[] = [
  QueryStatus.Failed,
  QueryStatus.Cancelled,
  QueryStatus.Timeout,
  QueryStatus.Unknown,
];

/**
 * The lines of a stage's functions that name an id, in their order.
 *
 * @throws CliProblem when the query comes to nothing, or the signal aborts it.
 * @throws DependencyUnavailable when AWS does not take the calls.
 */
export async function queryLogs(
  client: CloudWatchLogsClient,
  { id, from, to, logGroups, prefix }: LogQuery,
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  const start = new StartQueryCommand({
    logGroupNames: [...logGroups],
    startTime: Math.floor(from.getTime() / 1_000),
    endTime: Math.ceil(to.getTime() / 1_000),
    queryString: `fields @timestamp, @log, @message | filter @message like /${id}/ | sort @timestamp asc | limit ${maxLines}`,
  });
  const { queryId } = await awsCall("CloudWatch Logs", () => client.send(start));
  for (;;) {
    const ask = new GetQueryResultsCommand({ queryId });
    const { status, results = [] } = await awsCall("CloudWatch Logs", () => client.send(ask));
    if (status === QueryStatus.Complete) {
      return results.map((fields) => lineOf(fields, functionLogGroup(`${prefix}-`)));
    }
    if (failed.includes(status)) {
      throw new CliProblem(`the query of CloudWatch Logs ended as ${status}`);
    }
    await sleep(pollMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) {
      await awsCall("CloudWatch Logs", () => client.send(new StopQueryCommand({ queryId })));
      throw new CliProblem("Stopped.");
    }
  }
}

/** `@timestamp` is `2026-11-30 19:46:41.821`, in UTC; `@log` is the account and the log group. */
function lineOf(fields: readonly ResultField[], groupPrefix: string): LogLine {
  const textOf = (name: string) => fields.find(({ field }) => field === name)?.value ?? "";
  return {
    at: `${textOf("@timestamp").replace(" ", "T")}Z`,
    function: textOf("@log").replace(/^\d+:/, "").replace(groupPrefix, ""),
    text: textOf("@message").trimEnd(),
  };
}
