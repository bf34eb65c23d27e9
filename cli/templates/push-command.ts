import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import type { TemplatePointer } from "../../lambdas/core/template-pointer.ts";
import {
  pushesOf,
  pushInForce,
  withPush,
  withRollback,
  withRollbackTo,
} from "../../lambdas/core/template-pointer.ts";
import { writeLine } from "../../terminal/output.ts";
import { formatTable } from "../../terminal/table.ts";
import { CliProblem } from "../cli-problem.ts";
import type { PlaceOptions } from "../place.ts";
import type { FolderOptions } from "./local-templates.ts";
import { compileFolder, countTemplates, shortHash, withFolder } from "./local-templates.ts";
import type { StageTemplates } from "./stage-templates.ts";
import { changePointer, openStageTemplates, readPushes } from "./stage-templates.ts";

interface PushOptions extends PlaceOptions, FolderOptions {}

interface RollbackOptions extends PlaceOptions {
  /** What a set's hash begins with. */
  readonly to?: string;
}

/** Adds the description and options of `templates push` to its command. */
export function describePush(command: Command): Command {
  return withFolder(command.description("puts templates in force without a deployment"));
}

/** Runs `templates push`; returns its exit code. @throws CliProblem with the templates' mistakes. */
export async function runPush(options: PushOptions): Promise<number> {
  const set = compileFolder(options);
  const stage = await openStage(options);
  const { store, deployed } = stage;
  if (hashInForce(await readPushes(stage), deployed) === set.hash) {
    writeLine(`${shortHash(set.hash)} is in force already.`);
    return 0;
  }
  await store.writeSet(set.hash, JSON.stringify(set));
  const pushedAt = new Date().toISOString();
  const push = { hash: set.hash, pushedAt, overDeployed: deployed };
  await changePointer(stage, (pointer) => withPush(pointer, push));
  writeLine(`Pushed ${shortHash(set.hash)}, ${countTemplates(set)}: in force within 30 s.`);
  writeLine("A deployment with other templates than the last one's takes its place.");
  return 0;
}

/** Adds the description and options of `templates rollback` to its command. */
export function describeRollback(command: Command): Command {
  return command.description("goes back to the push before, or to what is deployed").addOption(
    new Option("--to <hash>", "the push to go back to, as `versions` lists it").argParser(
      (text) => {
        if (!/^[0-9a-f]{8,64}$/.test(text)) {
          throw new InvalidArgumentError("It must be a hash, or its first 8 digits or more.");
        }
        return text;
      },
    ),
  );
}

/** Runs `templates rollback`; returns its exit code: 1 when there was nothing to go back from. */
export async function runRollback({ to, ...place }: RollbackOptions): Promise<number> {
  const stage = await openStage(place);
  const { deployed } = stage;
  const changed = await changePointer(stage, (pointer) =>
    to === undefined
      ? withRollback(pointer, deployed)
      : withRollbackTo(pointer, deployed, fullHash(pointer, deployed, to)),
  );
  if (changed === undefined) {
    writeLine("No push is in force: the templates are those that are deployed.");
    return 1;
  }
  const hash = hashInForce(changed, deployed);
  const what = hash === deployed ? "what is deployed" : "an earlier push";
  writeLine(`Went back to ${shortHash(hash)}, ${what}: in force within 30 s.`);
  return 0;
}

/** Adds the description of `templates versions` to its command. */
export function describeVersions(command: Command): Command {
  return command.description(
    "lists what is deployed and what was pushed, and says what is in force",
  );
}

/** Runs `templates versions`; returns its exit code. */
export async function runVersions(place: PlaceOptions): Promise<number> {
  const stage = await openStage(place);
  const { deployed } = stage;
  const pointer = await readPushes(stage);
  const current = pushInForce(pointer, deployed);
  const rows = pushesOf(pointer).map((push) => [
    shortHash(push.hash),
    `pushed ${push.pushedAt}`,
    push === current ? "in force" : "",
  ]);
  const own = [shortHash(deployed), "deployed", current === undefined ? "in force" : ""];
  writeLine(formatTable([...rows, own]));
  return 0;
}

async function openStage(place: PlaceOptions): Promise<StageTemplates> {
  const stage = await openStageTemplates(place);
  writeLine(`Working on ${stage.label}.`);
  return stage;
}

function hashInForce(pointer: TemplatePointer, deployed: string): string {
  return pushInForce(pointer, deployed)?.hash ?? deployed;
}

/** @throws CliProblem where none, or more than one, begins so. */
function fullHash(pointer: TemplatePointer, deployed: string, begin: string): string {
  const hashes = new Set([deployed, ...pushesOf(pointer).map(({ hash }) => hash)]);
  const [first, ...others] = [...hashes].filter((hash) => hash.startsWith(begin));
  if (first === undefined || others.length > 0) {
    const problem = first === undefined ? "no push" : "more than one push";
    throw new CliProblem(`${problem} has a hash that begins with ${begin}`, 2);
  }
  return first;
}
