import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { decodeTime } from "ulid";
import { notificationIdPattern } from "../../lambdas/core/delivery-reference.ts";
import { functionLogGroup, namesOf } from "../../lib/names.ts";
import { writeLine } from "../../terminal/output.ts";
import { localStage } from "../local-run.ts";
import { needOption } from "../needed-options.ts";
import type { PlaceOptions } from "../place.ts";
import { choosePlace } from "../place.ts";
import { clientOptions } from "../target.ts";
import { maxLines, queryLogs } from "./insights.ts";
import { readLocalLog } from "./local-log.ts";
import type { LogLine } from "./log-line.ts";
import { formatLogLine } from "./log-line.ts";

interface Options extends PlaceOptions {
  readonly id: string;
  readonly json?: boolean;
}

/** Clocks of functions differ by less. */
const slackMs = 60_000;

/** Adds the description and options of `logs` to its command. */
export function describeLogs(command: Command): Command {
  command.description("shows what all functions logged of one notification");
  return needOption(
    command,
    new Option("--id <id>", "the notification's id").argParser((text) => {
      if (!notificationIdPattern.test(text)) {
        throw new InvalidArgumentError("It must be a notification's id, of 26 characters.");
      }
      return text;
    }),
  ).option("--json", "the lines as they were logged");
}

/** Runs `logs`; returns its exit code: 1 when there was no line. */
export async function runLogs(options: Options, signal: AbortSignal): Promise<number> {
  const lines = isLocal(options)
    ? await readLocalLog(options.id)
    : await readStageLogs(options, signal);
  for (const line of lines) {
    writeLine(options.json ? line.text : formatLogLine(line));
  }
  if (lines.length === 0) {
    writeLine("No function logged anything of it. CloudWatch shows a line some seconds after it.");
  }
  if (lines.length === maxLines) {
    writeLine(`These are the first ${maxLines}; there may be more.`);
  }
  return lines.length === 0 ? 1 : 0;
}

/** The local run's file is there when the run is not. */
function isLocal({ stage, region, config }: PlaceOptions): boolean {
  return (stage ?? localStage) === localStage && region === undefined && config === undefined;
}

async function readStageLogs(options: Options, signal: AbortSignal): Promise<readonly LogLine[]> {
  const { config, region, client } = await choosePlace(options);
  const names = namesOf(config.stage);
  const { id } = options;
  return queryLogs(
    new CloudWatchLogsClient({ ...clientOptions, region, ...client }),
    {
      id,
      from: new Date(decodeTime(id) - slackMs),
      to: new Date(Date.now() + slackMs),
      logGroups: names.functions(Object.keys(config.channels)).map(functionLogGroup),
      prefix: names.prefix,
    },
    signal,
  );
}
