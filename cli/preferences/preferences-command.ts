import type { Command } from "commander";
import { dynamoDbPreferenceStore } from "../../lambdas/adapters/dynamodb-preference-store.ts";
import { preferenceKinds } from "../../lambdas/core/preferences.ts";
import { writeLine } from "../../terminal/output.ts";
import { needOption, userOption } from "../needed-options.ts";
import type { PlaceOptions } from "../place.ts";
import { openTarget } from "../target.ts";

interface PreferencesOptions extends PlaceOptions {
  readonly user: string;
}

/** Adds the description and options of `preferences` to its command. */
export function describePreferences(command: Command): Command {
  return needOption(
    command.description("lists the categories and channels that a user has turned on or off"),
    userOption(),
  );
}

/** Runs `preferences`; returns its exit code. */
export async function runPreferences(options: PreferencesOptions): Promise<number> {
  const target = await openTarget(options);
  writeLine(`Working on ${target.label}.`);
  const preferences = await dynamoDbPreferenceStore(target.table).preferencesOf(options.user);
  const lines = preferenceKinds.flatMap((kind) =>
    [...preferences[kind]].map(
      ([name, { isOn, since, by }]) =>
        `${kind}  ${name}  ${isOn ? "on" : "off"} by ${by} since ${since.toISOString()}`,
    ),
  );
  for (const line of lines.length > 0 ? lines : ["This user has turned nothing on or off."]) {
    writeLine(line);
  }
  return 0;
}
