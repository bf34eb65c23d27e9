import { throttleWindowAt } from "../lambdas/core/throttle-window.ts";
import type { CallResult } from "./caller.ts";
import { keyIn } from "./content.ts";
import { idOf, isAskedFor } from "./delivery-states.ts";
import type { GroundTruth } from "./ground-truth.ts";
import type { MadeCall } from "./traffic.ts";
import type { PromiseRow, Row } from "./verdict.ts";

/** Counts the results of the calls. */
export function countCalls(made: readonly MadeCall[]): Row[] {
  const others = made.filter((one) => idOf(one) === undefined);
  const reasons = others.map(({ results: [first] }) => describe(first));
  return [
    { what: "notifications asked for", count: made.length },
    { what: "accepted", count: made.length - others.length },
    ...[...Map.groupBy(reasons, (reason) => reason)]
      .toSorted()
      .map(([reason, { length }]) => ({ what: `not accepted: ${reason}`, count: length })),
  ];
}

function describe(result: CallResult | undefined): string {
  if (result?.kind === "refused") {
    return `answered with ${result.status}`;
  }
  return result?.kind ?? "unanswered";
}

/** Compares the results of the calls with the records and with what providers took. */
export function checkCalls(
  made: readonly MadeCall[],
  truth: GroundTruth,
  maxLimit: number,
): PromiseRow[] {
  const stored = Map.groupBy(truth.notifications, ({ message }) => message);
  return [
    {
      what: "no response within two minutes",
      broken: keysOf(made, ({ results }) => results.some(({ kind }) => kind === "unanswered")),
    },
    {
      what: "two notifications for one key",
      broken: keysOf(made, (one) => idsOf(one, stored.get(one.call.key) ?? []).size > 1),
    },
    {
      what: "key reused with another body and accepted",
      broken: keysOf(made, ({ changed }) => changed?.kind === "accepted"),
    },
    { what: "throttle overshoot", broken: overshoot(made, maxLimit) },
    { what: "taken by a provider, but not asked for", broken: notAskedFor(made, truth) },
  ];
}

function keysOf(made: readonly MadeCall[], isBroken: (one: MadeCall) => boolean): string[] {
  return made.filter(isBroken).map(({ call }) => call.key);
}

/** Every id that was returned for a key or is stored for it. */
function idsOf({ results }: MadeCall, stored: readonly { readonly id: string }[]): Set<string> {
  const returned = results.flatMap((result) => (result.kind === "accepted" ? result.id : []));
  return new Set([...returned, ...stored.map(({ id }) => id)]);
}

/** Accepted notifications above `maxLimit`, the highest limit in force, by user and window. */
function overshoot(made: readonly MadeCall[], maxLimit: number): string[] {
  const counted = made.filter(({ call, from, until, ...one }) => {
    // A call that spans two windows may have taken its slot in either.
    const isClear = throttleWindowAt(from).name === throttleWindowAt(until).name;
    return isClear && call.submission.expectsResponse && idOf({ call, from, until, ...one });
  });
  const byWindow = Map.groupBy(
    counted,
    ({ call, from }) => `${call.submission.userId} ${throttleWindowAt(from).name}`,
  );
  return [...byWindow.values()].flatMap((calls) =>
    calls.slice(maxLimit).map(({ call }) => call.key),
  );
}

/** A call without a response may have been accepted nevertheless. */
function notAskedFor(made: readonly MadeCall[], { received }: GroundTruth): string[] {
  const accepted = made.filter(({ results }) =>
    results.some(({ kind }) => kind === "accepted" || kind === "unanswered"),
  );
  const calls = new Map(accepted.map(({ call }) => [call.key, call]));
  const run = made[0]?.call.key.split("-").slice(0, 2).join("-") ?? "";
  return received
    .filter(({ text }) => keyIn(text).startsWith(`${run}-`))
    .filter((message) => {
      const call = calls.get(keyIn(message.text));
      return call === undefined || !isAskedFor(call, message);
    })
    .map(({ provider, text }) => `${keyIn(text)} ${provider}`);
}
