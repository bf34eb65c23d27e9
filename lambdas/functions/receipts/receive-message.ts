import type { SQSRecord } from "aws-lambda";
import { isOfNewerVersion } from "../../core/message-version.ts";
import type { MessageIndex } from "../../core/ports/records.ts";
import type { Receipt } from "../../core/receipt.ts";
import type { ReceiptMessage } from "../../core/receipt-message.ts";
import { readReceiptMessage, receiptMessageBody } from "../../core/receipt-message.ts";
import type { SealedUsers } from "../../core/sealed-user.ts";
import type { ReceiptOutcome, StoreReceiptDependencies } from "../../core/store-receipt.ts";
import { storeReceipt } from "../../core/store-receipt.ts";
import { describeError, logger, userHash } from "../../runtime/logger.ts";
import { count } from "../../runtime/metrics.ts";
import type { PutBack } from "../../runtime/put-back.ts";
import { putBackIfPossible } from "../../runtime/put-back.ts";
import type { ReceiptProviders } from "./receipt-providers.ts";

/** What receiving a queue message needs. */
export interface ReceiveDependencies extends StoreReceiptDependencies {
  readonly messages: MessageIndex;
  readonly providers: ReceiptProviders;
  /** How messages say whose they are. */
  readonly users: SealedUsers;
  /** Puts bodies into the queue. */
  readonly send: (bodies: readonly string[]) => Promise<void>;
  /** Puts a message back into the queue for that many seconds. */
  readonly putBack: PutBack;
}

/** Receives of a receipt, within about a minute, for which its message's id may come after it. */
const receivesBeforeUnknown = 6;

/** The longest that a receipt stays away before it is tried again, in seconds. */
const maxDelaySeconds = 300;

/**
 * Handles one queue message; it never rejects, so that its neighbours in the batch are not touched.
 *
 * @returns whether the message is done with and can be deleted from its queue.
 */
export async function receiveMessage(
  deps: ReceiveDependencies,
  message: SQSRecord,
): Promise<boolean> {
  const receiveCount = Number(message.attributes.ApproximateReceiveCount);
  try {
    if (await carryOut(deps, message, receiveCount)) {
      return true;
    }
  } catch (error) {
    const { messageId } = message;
    logger.error("receipt failed", { messageId, receiveCount, ...describeError(error) });
  }
  count("ReceiptPutBack");
  await putBackIfPossible(
    deps.putBack,
    message,
    Math.min(2 ** (receiveCount - 1), maxDelaySeconds),
  );
  return false;
}

async function carryOut(
  deps: ReceiveDependencies,
  { body, messageId }: SQSRecord,
  receiveCount: number,
): Promise<boolean> {
  const message = readReceiptMessage(deps.users, body);
  if (message !== undefined) {
    return carryOutCallback(deps, message, receiveCount);
  }
  const { provider, event } = deps.providers.readEvent(body);
  if (event === "nothing") {
    return true;
  }
  if (event === "no-tags") {
    return ignore(provider, "no-tags");
  }
  if (event !== undefined) {
    return storeEvent(deps, event);
  }
  if (isOfNewerVersion(body)) {
    logger.warn("message of a newer release", { messageId });
    return false;
  }
  logger.error("malformed message", { messageId });
  count("MalformedMessage");
  return false;
}

async function carryOutCallback(
  deps: ReceiveDependencies,
  message: ReceiptMessage,
  receiveCount: number,
): Promise<boolean> {
  switch (message.kind) {
    case "message-id": {
      const { provider, providerMessageId, userId, notificationId, channel } = message;
      const reference = { userId, notificationId, channel };
      await deps.messages.remember(provider, providerMessageId, reference);
      return true;
    }
    case "receipt-by-message-id": {
      const { provider, providerMessageId, result, at } = message;
      const reference = await deps.messages.find(provider, providerMessageId);
      if (reference) {
        return store(deps, { ...reference, provider, providerMessageId, result, at });
      }
      return receiveCount >= receivesBeforeUnknown && ignore(provider, "unknown-id");
    }
    case "receipt":
      return store(deps, receiptOf(message));
  }
}

/**
 * A provider's own event names the recipient. Where it cannot be recorded now, ids and codes wait in its
 * place: no address comes into the dead-letter queue.
 */
async function storeEvent(deps: ReceiveDependencies, receipt: Receipt): Promise<boolean> {
  try {
    if (await store(deps, receipt)) {
      return true;
    }
  } catch (error) {
    logger.warn("event not recorded", describeError(error));
  }
  const message = { kind: "receipt", ...receipt } as const;
  await deps.send([receiptMessageBody(deps.users, message)]);
  return true;
}

function receiptOf({
  kind: _,
  code,
  suppress,
  providerMessageId,
  ...receipt
}: Extract<ReceiptMessage, { kind: "receipt" }>): Receipt {
  return {
    ...receipt,
    ...(providerMessageId !== undefined && { providerMessageId }),
    ...(code !== undefined && { code }),
    ...(suppress && { suppress }),
  };
}

async function store(deps: ReceiveDependencies, receipt: Receipt): Promise<boolean> {
  const { provider, providerMessageId: named } = receipt;
  const outcome = await storeReceipt(deps, {
    ...receipt,
    ...(named !== undefined && { providerMessageId: deps.providers.messageIdOf(provider, named) }),
  });
  logReceipt(receipt, outcome);
  return outcome.kind !== "too-early";
}

function logReceipt(receipt: Receipt, { kind, ...rest }: ReceiptOutcome): void {
  const { userId, notificationId, channel, provider, result, code } = receipt;
  const line = { notificationId, userHash: userHash(userId), channel, provider, result, code };
  logger.info("receipt", { ...line, receipt: kind, ...rest });
  if (kind === "recorded") {
    count("ReceiptRecorded");
  }
  if (kind === "ignored") {
    count("ReceiptIgnored");
  }
}

function ignore(provider: string, reason: "no-tags" | "unknown-id"): true {
  logger.info("receipt", { provider, receipt: "ignored", reason });
  count("ReceiptIgnored");
  return true;
}
