import { CfnQueryDefinition } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { DeploymentConfig } from "../deployment-config.ts";
import { functionLogGroup, namesOf } from "../names.ts";

/** Queries of CloudWatch Logs Insights, by their names in its list. */
const queries = {
  "One notification": `fields @timestamp, @log, message, status, reason, @message
| filter notificationId = "put the notification's id here"
| sort @timestamp asc`,
  "One trace": `fields @timestamp, @log, message, notificationId, status, @message
| filter traceId = "put the trace's id, of 32 hex digits, here"
| sort @timestamp asc`,
  "One request": `fields @timestamp, @log, message, @message
| filter requestId = "put the requestId of a problem document here"
| sort @timestamp asc`,
  "Warnings and errors": `fields @timestamp, @log, level, message, error, dependency, cause, notificationId
| filter level in ["WARN", "ERROR"] or @message like /Task timed out|Runtime exited/
| sort @timestamp desc
| limit 200`,
  "How attempts end": `filter message = "attempt"
| stats count(*) as attempts by channel, attempt, status, reason
| sort attempts desc`,
  "First calls by provider": `filter message = "attempt" and ispresent(calls.0.provider)
| stats count(*) as calls, pct(calls.0.ms, 50) as p50, pct(calls.0.ms, 99) as p99
  by calls.0.provider as provider, calls.0.outcome as outcome
| sort calls desc`,
  "Rejected requests": `filter message in ["invalid", "over-limit", "key-reused"]
| stats count(*) as requests by caller, message, limit
| sort requests desc`,
  "Cold starts and times": `filter @type = "REPORT"
| stats count(*) as calls, count(@initDuration) as coldStarts, pct(@duration, 50) as p50,
  pct(@duration, 99) as p99, max(@maxMemoryUsed / 1000 / 1000) as megabytes by @log
| sort calls desc`,
} as const;

/** The queries that a stage is looked through with, each over the logs of all its functions. They cost nothing. */
export class LogQueries extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stage, channels }: Pick<DeploymentConfig, "stage" | "channels">,
  ) {
    super(scope, id);
    const names = namesOf(stage);
    const logGroupNames = names.functions(Object.keys(channels)).map(functionLogGroup);
    for (const [name, queryString] of Object.entries(queries)) {
      new CfnQueryDefinition(this, name.replaceAll(" ", ""), {
        name: `${names.prefix}/${name}`,
        queryString,
        logGroupNames,
      });
    }
  }
}
