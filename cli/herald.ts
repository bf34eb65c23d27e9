import { Command, CommanderError } from "commander";
import { DependencyUnavailable } from "../lambdas/core/ports/unavailable.ts";
import { commands } from "../terminal/commands.ts";
import { writeError } from "../terminal/output.ts";
import { listenForStop, StopRequested } from "../terminal/stop-signal.ts";
import { CliProblem } from "./cli-problem.ts";
import { describeDoctor, runDoctor } from "./doctor/doctor-command.ts";
import { explainError } from "./explain-error.ts";
import { describeLogs, runLogs } from "./logs/logs-command.ts";
import { describePreferences, runPreferences } from "./preferences/preferences-command.ts";
import { describeRedrive, runRedrive } from "./redrive/redrive-command.ts";
import {
  describeLift,
  describeSuppressions,
  runLift,
  runSuppressions,
} from "./suppressions/suppressions-command.ts";
import { addTemplatesCommands } from "./templates/templates-command.ts";
import { describeUserHash, runUserHash } from "./user-hash/user-hash-command.ts";

// A kept-alive connection would keep the process running.
process.exit(await main(process.argv, listenForStop()));

/** Runs a command. Exit codes: 0 done, or nothing found; 1 failed, or something found; 2 usage. */
async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let exitCode = 0;
  const program = new Command(commands.herald)
    .description("Repairs a stage of Herald: the local run, or with --stage one in AWS.")
    .exitOverride();
  const command = (name: string, describe: (command: Command) => Command) =>
    withPlace(describe(program.command(name).allowExcessArguments(false)));
  command("redrive", describeRedrive).action(async (options) => {
    exitCode = await runRedrive(options, signal);
  });
  command("doctor", describeDoctor).action(async (options) => {
    exitCode = await runDoctor(options, signal);
  });
  command("suppressions", describeSuppressions).action(async (options) => {
    exitCode = await runSuppressions(options);
  });
  command("preferences", describePreferences).action(async (options) => {
    exitCode = await runPreferences(options);
  });
  command("user-hash", describeUserHash).action(async (options) => {
    exitCode = await runUserHash(options);
  });
  command("logs", describeLogs).action(async (options) => {
    exitCode = await runLogs(options, signal);
  });
  command("lift", describeLift).action(async (options) => {
    exitCode = await runLift(options);
  });
  addTemplatesCommands(program.command("templates"), withPlace, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv);
    return signal.aborted ? stoppedBy(signal) : exitCode;
  } catch (error) {
    return explain(error);
  }
}

/** Adds the options that say which stage a command works on. */
function withPlace(command: Command): Command {
  return command
    .option("--stage <name>", "a stage in AWS, with the environment's credentials")
    .option("--region <name>", "its region, if not the deployment configuration's")
    .option("--config <path>", "its deployment configuration (config/<stage>.json)");
}

function stoppedBy({ reason }: AbortSignal): number {
  return reason instanceof StopRequested ? reason.exitCode : 1;
}

/** Says why a command failed; returns its exit code. Rethrows a fault of the program itself. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof CliProblem) {
    writeError(error.message);
    return error.exitCode;
  }
  if (!(error instanceof DependencyUnavailable)) {
    throw error;
  }
  writeError(explainError(error));
  return 1;
}
