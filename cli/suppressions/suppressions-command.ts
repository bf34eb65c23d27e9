import type { Command } from "commander";
import { Option } from "commander";
import { dynamoDbNotificationHistory } from "../../lambdas/adapters/dynamodb-notification-history.ts";
import { dynamoDbSuppressionStore } from "../../lambdas/adapters/dynamodb-suppression-store.ts";
import { listSuppressions } from "../../lambdas/core/list-suppressions.ts";
import { systemClock, systemIdentifiers } from "../../lambdas/runtime/system.ts";
import { writeLine } from "../../terminal/output.ts";
import { needOption, userOption } from "../needed-options.ts";
import type { PlaceOptions } from "../place.ts";
import { readStageUsers } from "../stage-users.ts";
import { openTarget } from "../target.ts";

interface ListOptions extends PlaceOptions {
  readonly user: string;
}

interface LiftOptions extends ListOptions {
  readonly hash: string;
}

/** Adds the description and options of `suppressions` to its command. */
export function describeSuppressions(command: Command): Command {
  return needOption(
    command.description("lists a user's suppressed addresses, by their hashes"),
    userOption(),
  );
}

/** Runs `suppressions`; returns its exit code. */
export async function runSuppressions(options: ListOptions): Promise<number> {
  const target = await openTarget(options);
  writeLine(`Working on ${target.label}.`);
  const { table, config } = target;
  const channels = Object.keys(config.channels).length;
  const deps = {
    history: dynamoDbNotificationHistory(table, channels, systemClock),
    suppressions: dynamoDbSuppressionStore(table, systemClock, await readStageUsers(target)),
    identifiers: systemIdentifiers,
  };
  const suppressions = await listSuppressions(deps, options.user);
  if (suppressions.size === 0) {
    writeLine("No address of this user is suppressed.");
  }
  for (const [hash, { reason, provider, at }] of suppressions) {
    writeLine(`${hash}  ${reason} by ${provider} at ${at.toISOString()}`);
  }
  return 0;
}

/** Adds the description and options of `lift` to its command. */
export function describeLift(command: Command): Command {
  command.description("lifts the suppression of an address, for whoever uses it");
  needOption(command, userOption());
  return needOption(
    command,
    new Option("--hash <hash>", "the address's hash, as `suppressions` lists it"),
  );
}

/** Runs `lift`; returns its exit code: 1 when there was nothing to lift. */
export async function runLift({ user, hash, ...place }: LiftOptions): Promise<number> {
  const target = await openTarget(place);
  writeLine(`Working on ${target.label}.`);
  const users = await readStageUsers(target);
  const store = dynamoDbSuppressionStore(target.table, systemClock, users);
  const isLifted = await store.lift(user, hash, systemClock.now());
  writeLine(isLifted ? "Lifted." : "There is no such suppression.");
  return isLifted ? 0 : 1;
}
