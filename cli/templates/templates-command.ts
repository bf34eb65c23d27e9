import type { Command } from "commander";
import { describeCheck, describeList, runCheck, runList } from "./check-command.ts";
import { describeImport, runImport } from "./import-command.ts";
import { describePreview, runPreview } from "./preview-command.ts";
import {
  describePush,
  describeRollback,
  describeVersions,
  runPush,
  runRollback,
  runVersions,
} from "./push-command.ts";

/**
 * Adds the commands below `templates`.
 *
 * @param withPlace adds the options that choose a stage.
 * @param end is told the exit code.
 */
export function addTemplatesCommands(
  templates: Command,
  withPlace: (command: Command) => Command,
  end: (exitCode: number) => void,
): void {
  templates.description("checks, shows, pushes and imports templates");
  const add = (name: string) => templates.command(name).allowExcessArguments(false);
  describeCheck(add("check")).action(async (options) => end(await runCheck(options)));
  describeList(add("list")).action(async (options) => end(await runList(options)));
  describePreview(add("preview")).action(async (name, options) =>
    end(await runPreview(name, options)),
  );
  withPlace(describePush(add("push"))).action(async (options) => end(await runPush(options)));
  withPlace(describeRollback(add("rollback"))).action(async (options) =>
    end(await runRollback(options)),
  );
  withPlace(describeVersions(add("versions"))).action(async (options) =>
    end(await runVersions(options)),
  );
  withPlace(describeImport(add("import"))).action(async (files, options) =>
    end(await runImport(files, options)),
  );
}
