import type { Content } from "./channel-content.ts";
import type { CheckDependencies, UncheckedRequest } from "./check-request.ts";
import { checkRequest } from "./check-request.ts";
import type { FieldFault } from "./field-fault.ts";
import { fingerprintText } from "./fingerprint-text.ts";
import { keyOf } from "./idempotency.ts";
import type { LimitDependencies, LimitUse } from "./limit-steps.ts";
import { limitStepsFor } from "./limit-steps.ts";
import { measureSms } from "./measure-sms.ts";
import { notificationOf } from "./notification.ts";
import type { ReservationStore } from "./ports/records.ts";
import type { Identifiers, RequestHashes, SmsSegments } from "./ports/system.ts";
import { previewContent } from "./preview-content.ts";
import type { SmsSize } from "./sms-size.ts";

/** What a dry run needs: nothing that writes. */
export interface DryRunDependencies extends CheckDependencies, LimitDependencies {
  readonly identifiers: Pick<Identifiers, "notificationId" | "fingerprint">;
  readonly reservations: Pick<ReservationStore, "find">;
  readonly requestHashes: Pick<RequestHashes, "isOf">;
  readonly smsSegments: SmsSegments;
}

/** A caller's request. */
export interface DryRunRequest extends UncheckedRequest {
  /** The caller's name. */
  readonly caller: string;
}

/** What a request would come to. */
export type DryRun =
  | {
      readonly kind: "checked";
      readonly userId: string;
      readonly channels: readonly string[];
      /** What each channel would say. */
      readonly content: Content;
      readonly sms?: SmsSize;
      /** Each limit that the notification comes under. */
      readonly limits: readonly LimitUse[];
      /** Whether each of these limits has room for it. */
      readonly wouldBeAccepted: boolean;
    }
  | { readonly kind: "invalid"; readonly faults: readonly FieldFault[] }
  | { readonly kind: "key-reused" };

/**
 * Says what a request would come to, and stores and sends nothing. A key that stands for an earlier call
 * with the same body is not resolved: the response is of the request as a new one.
 *
 * @throws DependencyUnavailable when something cannot be read.
 */
export async function dryRun(deps: DryRunDependencies, request: DryRunRequest): Promise<DryRun> {
  const now = deps.clock.now();
  const checked = await checkRequest(deps, request);
  if ("faults" in checked) {
    return { kind: "invalid", faults: checked.faults };
  }
  const { submission, settings, choice } = checked;
  if ("faults" in choice) {
    return { kind: "invalid", faults: choice.faults };
  }
  const { caller, body, idempotencyKey } = request;
  const earlier =
    idempotencyKey === undefined
      ? undefined
      : await deps.reservations.find(keyOf(caller, idempotencyKey));
  const text = fingerprintText(submission, body);
  if (earlier !== undefined && !deps.requestHashes.isOf(earlier.fingerprint, text)) {
    return { kind: "key-reused" };
  }
  const settled = {
    notificationId: deps.identifiers.notificationId(now),
    registeredAt: now,
    channels: choice.channels,
  };
  const notification = notificationOf(submission, choice.words, settled, caller);
  const steps = limitStepsFor(deps, notification, settings, now);
  const uses = await Promise.all(steps.map((step) => step.readUse()));
  const limits = uses.flat();
  const sms = await measureSms(deps.smsSegments, notification, settings.channels);
  const { userId, channels } = notification;
  const content = previewContent(notification, settings.channels);
  const wouldBeAccepted = limits.every(({ left, needs }) => left >= needs);
  return {
    kind: "checked",
    userId,
    channels,
    content,
    ...(sms && { sms }),
    limits,
    wouldBeAccepted,
  };
}
