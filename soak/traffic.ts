import type { Submission } from "../client/herald-client.ts";
import type { Report } from "../terminal/progress.ts";
import type { Caller, CallResult } from "./caller.ts";
import type { PlannedCall } from "./plan.ts";

/** A call that was made, with its results. */
export interface MadeCall {
  readonly call: PlannedCall;
  /** The results of the call and its repeats. */
  readonly results: readonly CallResult[];
  /** The result of the same key with another body. */
  readonly changed?: CallResult;
  /** When its user had unsubscribed from a category, if that came before it. */
  readonly unsubscribedAt?: Date;
  /** From the first try to the first conclusive response. */
  readonly from: Date;
  readonly until: Date;
}

/** Makes all calls in order, `concurrency` of them at a time. */
export async function makeCalls(
  caller: Caller,
  calls: readonly PlannedCall[],
  concurrency: number,
  report: Report,
): Promise<MadeCall[]> {
  const made: MadeCall[] = [];
  const left = calls.values();
  const work = async () => {
    for (const call of left) {
      made.push(await makeCall(caller, call));
      if (made.length % 50 === 0) {
        report(`${made.length} of ${calls.length} calls answered`);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return made;
}

async function makeCall(caller: Caller, call: PlannedCall): Promise<MadeCall> {
  const { unsubscribes } = call;
  if (unsubscribes === undefined) {
    return sendCall(caller, call);
  }
  const unsubscribedAt = await caller.unsubscribe(call.submission.userId, unsubscribes);
  return { ...(await sendCall(caller, call)), ...(unsubscribedAt && { unsubscribedAt }) };
}

async function sendCall(caller: Caller, call: PlannedCall): Promise<MadeCall> {
  const from = new Date();
  const submission = submissionOf(call, from);
  const count = call.repeat === "at-once" ? 2 : 1;
  const results = await Promise.all(
    Array.from({ length: count }, () => caller.call(submission, call.key)),
  );
  const until = new Date();
  if (call.repeat === "again") {
    results.push(await caller.call(submission, call.key));
  }
  // A key that was never accepted is free for another body.
  const isKept = results.some(({ kind }) => kind === "accepted");
  if (call.repeat !== "changed" || !isKept) {
    return { call, results, from, until };
  }
  const other = { ...submission, message: changedMessage(submission.message) };
  return { call, results, changed: await caller.call(other, call.key), from, until };
}

/** A message that must never reach a provider. */
function changedMessage(message = ""): string {
  return `${message}-changed`;
}

function submissionOf({ submission, expiresInMs }: PlannedCall, from: Date): Submission {
  if (expiresInMs === undefined) {
    return submission;
  }
  return { ...submission, expiresAt: new Date(from.getTime() + expiresInMs).toISOString() };
}
