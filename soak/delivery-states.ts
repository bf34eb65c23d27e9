import type { Delivery } from "../lambdas/core/delivery.ts";
import { hasEnded } from "../lambdas/core/delivery.ts";
import type { ReceivedMessage } from "../local/simulator/received-messages.ts";
import { keyIn } from "./content.ts";
import type { GroundTruth } from "./ground-truth.ts";
import type { PlannedCall } from "./plan.ts";
import type { MadeCall } from "./traffic.ts";

/** Everything that is known of one delivery of an accepted notification. */
export interface DeliveryState {
  /** `<notification id>#<channel>` */
  readonly id: string;
  /** Absent if it was never claimed. */
  readonly record?: Delivery;
  /** The messages that providers took for it. */
  readonly taken: readonly ReceivedMessage[];
  readonly isDeadLetter: boolean;
  /**
   * Its message is in the dead-letter queue although its record has not ended: every function that
   * attempted it died, the last one before it could write the record.
   */
  readonly isLeftOpen: boolean;
}

const channelOfProvider: Readonly<Record<string, string>> = {
  twilio: "sms",
  "sms-voice": "sms",
  ses: "email",
  sendgrid: "email",
  pushy: "push",
  messenger: "messenger",
};

/** The id that a call was accepted with. */
export function idOf({ results }: MadeCall): string | undefined {
  return results.find((result) => result.kind === "accepted")?.id;
}

/** The state of every delivery that was promised. */
export function deliveryStates(made: readonly MadeCall[], truth: GroundTruth): DeliveryState[] {
  const records = new Map(truth.deliveries.map((record) => [deliveryId(record), record]));
  const deadLetters = new Set(truth.deadLetters.map(deliveryId));
  const taken = Map.groupBy(truth.received, ({ provider, text }) => `${keyIn(text)} ${provider}`);
  const states = (one: MadeCall, notificationId: string): DeliveryState[] =>
    one.call.submission.channels.map((channel) => {
      const id = deliveryId({ notificationId, channel });
      const record = records.get(id);
      const isDeadLetter = deadLetters.has(id);
      return {
        id,
        ...(record && { record }),
        taken: providersOf(one.call, channel).flatMap(
          (provider) => taken.get(`${one.call.key} ${provider}`) ?? [],
        ),
        isDeadLetter,
        isLeftOpen: isDeadLetter && !(record && hasEnded(record.status)),
      };
    });
  return made.flatMap((one) => {
    const id = idOf(one);
    return id === undefined ? [] : states(one, id);
  });
}

/** Whether a message that a provider took is on one of the channels that the call named. */
export function isAskedFor({ submission }: PlannedCall, { provider }: ReceivedMessage): boolean {
  return submission.channels.some((channel) =>
    providersOf({ submission }, channel).includes(provider),
  );
}

function providersOf({ submission }: Pick<PlannedCall, "submission">, channel: string): string[] {
  if (!submission.channels.includes(channel)) {
    return [];
  }
  if (channel === "mix") {
    return Object.keys(channelOfProvider);
  }
  return Object.keys(channelOfProvider).filter((one) => channelOfProvider[one] === channel);
}

function deliveryId(one: { readonly notificationId: string; readonly channel: string }): string {
  return `${one.notificationId}#${one.channel}`;
}
