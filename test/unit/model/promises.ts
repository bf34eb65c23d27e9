import { decodeTime } from "ulid";
import { hasEnded } from "../../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { DeliveryState } from "../../../lambdas/core/track-notifications.ts";
import { findNotification } from "../../../lambdas/core/track-notifications.ts";
import type { ChannelName } from "./configuration.ts";
import { channelNames, channels } from "./configuration.ts";
import type { World } from "./world.ts";

/** What must hold of every delivery that was promised, once the world is at rest. */
export async function checkDeliveries(world: World): Promise<void> {
  for (const reference of world.intake.promised()) {
    const shown = await lookUp(world, reference);
    checkNotLost(world, reference, shown);
    checkDuplicates(world, reference, shown);
  }
  world.check();
}

/** Its record says how it ended, or its message is in the dead-letter queue, or both. */
function checkNotLost(
  world: World,
  reference: DeliveryReference,
  shown: DeliveryState | undefined,
): void {
  const delivery = world.deliveryNow(reference);
  const { status = "queued", failureReason = "" } = delivery ?? {};
  const isOver = hasEnded(status) && failureReason !== "attempts-exhausted";
  if (!isOver && !isDeadLetter(world, reference)) {
    world.broken(`${describe(reference)} is lost: ${status} ${failureReason}`);
  }
  if (shown?.status === "sending" && delivery?.lastAttempt) {
    world.broken(`${describe(reference)} died in its last attempt, and is shown as sending`);
  }
}

/** It went out more than once only where that was left open, and then it says so. */
function checkDuplicates(
  world: World,
  reference: DeliveryReference,
  shown: DeliveryState | undefined,
): void {
  const { taken, leftOpen } = world.deliveries.storyOf(reference);
  if (taken > 1 + leftOpen) {
    world.broken(`${describe(reference)} was taken ${taken} times, left open ${leftOpen}`);
  }
  const saysSo = shown !== undefined && "possibleDuplicate" in shown && shown.possibleDuplicate;
  if (taken > 1 && !saysSo) {
    world.broken(`${describe(reference)} is a duplicate and does not say so`);
  }
  const { afterUnknown } = channels[reference.channel as ChannelName].policy;
  if (taken > 1 && afterUnknown === "hold") {
    world.broken(`${describe(reference)} went out twice on a channel that holds`);
  }
}

/** The delivery as a caller is shown it. */
async function lookUp(
  { store, time }: World,
  { userId, notificationId, channel }: DeliveryReference,
): Promise<DeliveryState | undefined> {
  const state = await findNotification(store, userId, notificationId, time.now());
  return state?.deliveries.find((each) => each.channel === channel);
}

/** What must hold once dead letters were redriven while every provider works: none are left. */
export async function checkRedriven(world: World): Promise<void> {
  checkErased(world);
  for (const reference of world.intake.promised()) {
    checkDuplicates(world, reference, await lookUp(world, reference));
    const status = world.deliveryNow(reference)?.status ?? "queued";
    if (!hasEnded(status)) {
      world.broken(`${describe(reference)} is ${status} after a redrive`);
    }
  }
  for (const name of channelNames) {
    if (world.queues[name].dead.length > 0) {
      world.broken(`${name} has dead letters after a redrive`);
    }
  }
  world.check();
}

/** What was erased has not come back. */
function checkErased(world: World): void {
  const { notifications, deliveries } = world.store;
  const ids = [
    ...[...notifications.values()].map(({ id }) => id),
    ...[...deliveries.values()].map(({ notificationId }) => notificationId),
  ];
  for (const notificationId of ids) {
    if (world.intake.isErased({ notificationId })) {
      world.broken(`${notificationId} is back after it was erased`);
    }
  }
  checkFilesErased(world);
}

/** Of what was registered before its user was erased no file is left, save by who died in keeping it. */
function checkFilesErased(world: World): void {
  for (const key of world.files.kept.keys()) {
    const [userId = "", id = ""] = key.split("/");
    const erasedAt = world.store.erasures.get(userId)?.getTime() ?? 0;
    if (decodeTime(id) <= erasedAt && !world.intake.isLeftBehind(id)) {
      world.broken(`a file of ${id} is left after ${userId} was erased`);
    }
  }
}

function isDeadLetter({ queues }: World, { notificationId, channel }: DeliveryReference): boolean {
  return queues[channel as ChannelName].dead.some(
    ({ reference }) => reference.notificationId === notificationId,
  );
}

function describe({ notificationId, channel }: DeliveryReference): string {
  return `the delivery ${notificationId} ${channel}`;
}
