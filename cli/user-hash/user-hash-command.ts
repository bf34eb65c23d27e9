import type { Command } from "commander";
import { writeLine } from "../../terminal/output.ts";
import { needOption, userOption } from "../needed-options.ts";
import type { PlaceOptions } from "../place.ts";
import { readStageUsers } from "../stage-users.ts";
import { openTarget } from "../target.ts";

interface Options extends PlaceOptions {
  readonly user: string;
}

/** Adds the description and options of `user-hash` to its command. */
export function describeUserHash(command: Command): Command {
  return needOption(
    command.description("tells the hash that stands for a user in the stage's logs"),
    userOption(),
  );
}

/** Runs `user-hash`; returns its exit code. */
export async function runUserHash(options: Options): Promise<number> {
  const target = await openTarget(options);
  writeLine(`Working on ${target.label}.`);
  writeLine((await readStageUsers(target)).hashOf(options.user));
  return 0;
}
