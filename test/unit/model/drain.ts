import { channelNames, functionTimeoutMs } from "./configuration.ts";
import type { World } from "./world.ts";

/** Rounds after which a queue that is still not empty never will be. */
const enough = 150;

/**
 * Lets a world in which everything works again come to rest: callers that have no response repeat
 * their keyed requests, and the queues are received from until they are empty.
 *
 * @throws Error when it does not come to rest.
 */
export async function drain(world: World): Promise<void> {
  for (let round = 0; round < enough; round += 1) {
    await world.turns.takeAll();
    const unanswered = world.requests.filter(({ key, isAnswered }) => key && !isAnswered);
    for (const request of unanswered) {
      world.call(request, true);
    }
    for (const name of channelNames) {
      world.deliver(name, world.queues[name].receive(10));
    }
    await world.turns.takeAll();
    world.check();
    const queues = Object.values(world.queues).filter(({ isEmpty }) => !isEmpty);
    const waiting = world.requests.some(({ key, isAnswered }) => key && !isAnswered);
    if (queues.length === 0 && !waiting) {
      return letLeasesEnd(world);
    }
    const next = Math.min(...queues.map((queue) => queue.nextVisibleAt()));
    world.advanceTo(Math.min(next, world.time.now().getTime() + 60_000));
  }
  world.broken("the queues do not come to rest");
  world.check();
}

function letLeasesEnd({ time }: World): void {
  time.advance(functionTimeoutMs);
}
