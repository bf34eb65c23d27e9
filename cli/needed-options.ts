import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { userIdDetail, userIdPattern } from "../lambdas/core/delivery-reference.ts";

/**
 * Adds an option that a command cannot do without. Commander's own kind is missed before an option that
 * is misspelt, which is then not named.
 */
export function needOption(command: Command, option: Option): Command {
  return command.addOption(option).hook("preAction", (_, called) => {
    if (called.getOptionValue(option.attributeName()) === undefined) {
      called.error(`error: required option '${option.flags}' not specified`);
    }
  });
}

/** The option that names a user. */
export function userOption(): Option {
  return new Option("--user <id>", "the user, as in the API").argParser((text) => {
    if (!userIdPattern.test(text)) {
      throw new InvalidArgumentError(`It ${userIdDetail}`);
    }
    return text;
  });
}
