import { attachmentFiles } from "../lambdas/runtime/attachment-files.ts";
import type { ReceivedMessage } from "../local/simulator/received-messages.ts";
import { keyIn, soakCategory } from "./content.ts";
import { idOf } from "./delivery-states.ts";
import type { GroundTruth } from "./ground-truth.ts";
import type { PlannedCall } from "./plan.ts";
import type { MadeCall } from "./traffic.ts";
import type { PromiseRow, Row } from "./verdict.ts";

/** The providers whose messages are mail. */
const mailProviders = ["ses", "sendgrid"];

/** Counts what calls carried, and what came of it. */
export function countContent(
  made: readonly MadeCall[],
  { received, deliveries }: GroundTruth,
): Row[] {
  const count = (what: string, all: readonly unknown[]) => ({ what, count: all.length });
  const keys = new Set(made.map(({ call }) => call.key));
  return [
    count(
      "accepted of a template",
      made.filter((one) => idOf(one) && one.call.submission.template),
    ),
    count(
      "mails with a file that providers took",
      received.filter(({ text, attachments }) => keys.has(keyIn(text)) && attachments),
    ),
    count(
      "unsubscribed from a category",
      made.filter(({ unsubscribedAt }) => unsubscribedAt),
    ),
    count(
      "failed: unsubscribed",
      deliveries.filter(({ failureReason }) => failureReason === "unsubscribed"),
    ),
  ];
}

/** Compares what calls carried with what providers took. */
export function checkContent(
  made: readonly MadeCall[],
  { received, deliveries }: GroundTruth,
): PromiseRow[] {
  const calls = new Map(made.map(({ call }) => [call.key, call]));
  const late = unwantedCalls(made);
  const ids = new Map(made.flatMap((one) => [[idOf(one) ?? "", one] as const]));
  const wanted = deliveries.filter(({ notificationId, failureReason }) => {
    const submission = ids.get(notificationId)?.call.submission;
    return failureReason === "unsubscribed" && submission?.category === undefined;
  });
  return [
    {
      what: "mails without their call's file, or with another",
      broken: received
        .filter((message) => {
          const call = calls.get(keyIn(message.text));
          return call !== undefined && !hasItsFiles(message, call);
        })
        .map(describe),
    },
    {
      what: "sent of a category after its user had unsubscribed",
      broken: received.filter(({ text }) => late.has(keyIn(text))).map(describe),
    },
    {
      what: "unsubscribed from, but of no category",
      broken: wanted.map(({ notificationId, channel }) => `${notificationId}#${channel}`),
    },
  ];
}

/** The keys of the calls of a category that began after their user had unsubscribed from it. */
function unwantedCalls(made: readonly MadeCall[]): ReadonlySet<string> {
  const since = new Map<string, Date>();
  for (const { call, unsubscribedAt } of made) {
    const { userId } = call.submission;
    const earlier = since.get(userId);
    if (unsubscribedAt && (earlier === undefined || unsubscribedAt < earlier)) {
      since.set(userId, unsubscribedAt);
    }
  }
  const unwanted = made.filter(({ call: { submission }, from }) => {
    const unsubscribedAt = since.get(submission.userId);
    return submission.category === soakCategory && unsubscribedAt && unsubscribedAt <= from;
  });
  return new Set(unwanted.map(({ call }) => call.key));
}

function hasItsFiles(
  { provider, attachments = [] }: ReceivedMessage,
  { submission }: PlannedCall,
): boolean {
  const given = mailProviders.includes(provider) ? submission.attachments : [];
  const expected = attachmentFiles.read(given ?? []).map(({ sha256 }) => sha256);
  return expected.join() === attachments.map(({ sha256 }) => sha256).join();
}

function describe({ provider, text }: ReceivedMessage): string {
  return `${keyIn(text)} ${provider}`;
}
