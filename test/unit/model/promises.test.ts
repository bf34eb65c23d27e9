import fc from "fast-check";
import { beforeAll, test } from "vitest";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { smsSegments } from "../../../lambdas/runtime/sms-segments.ts";
import type { Command } from "./commands.ts";
import { commands } from "./commands.ts";
import { channelNames } from "./configuration.ts";
import { drain } from "./drain.ts";
import { checkDeliveries, checkRedriven } from "./promises.ts";
import { World } from "./world.ts";

const { HERALD_MODEL_RUNS = "10000", HERALD_MODEL_SEED, HERALD_MODEL_PATH } = process.env;

const parameters = {
  numRuns: Number(HERALD_MODEL_RUNS),
  ...(HERALD_MODEL_SEED !== undefined && { seed: Number(HERALD_MODEL_SEED) }),
  ...(HERALD_MODEL_PATH !== undefined && { path: HERALD_MODEL_PATH }),
};

const noTimeLimit = 0;

/** What loads at its first use: the world takes code for done that waits for the disk. */
beforeAll(async () => {
  await phoneNumbers.read("+48600100200");
  await smsSegments.count("Hi");
});

/** The promises of the design, whatever happens in whatever order. */
test(
  "whatever happens, the promises hold",
  () => fc.assert(fc.asyncProperty(commands, runAll), parameters),
  noTimeLimit,
);

async function runAll(all: readonly Command[]): Promise<void> {
  const world = new World();
  for (const command of all) {
    world.note(`* ${command}`);
    await command.run(world);
    world.check();
  }
  world.note("* everything works again");
  world.heal();
  await drain(world);
  await checkDeliveries(world);
  world.note("* dead letters are redriven");
  for (const name of channelNames) {
    world.queues[name].redrive();
  }
  await drain(world);
  await checkRedriven(world);
}
