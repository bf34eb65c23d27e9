import { providerOf } from "../../core/provider-account.ts";
import type { EventReading } from "../../providers/callback.ts";
import { loadProviders } from "../../providers/load-providers.ts";

/** What the providers know of receipts that are in the queue. */
export interface ReceiptProviders {
  /** Reads a message that a provider put into the queue itself; names the provider whose it is. */
  readEvent(body: string): { readonly provider: string; readonly event: EventReading };
  /** The id that a send returned, for a message as a receipt of an account names it. */
  messageIdOf(account: string, named: string): string;
}

/** @param ids the providers whose receipts may be in the queue. */
export async function receiptProviders(ids: readonly string[]): Promise<ReceiptProviders> {
  const providers = await loadProviders(ids);
  const receiptsOf = new Map(providers.map(({ id, receipts }) => [id, receipts]));
  const readers = await Promise.all(
    providers.map(async ({ id, receipts }) => ({ id, reader: await receipts?.events?.load() })),
  );
  return {
    readEvent(body) {
      for (const { id, reader } of readers) {
        const event = reader?.readEvent(body);
        if (event !== undefined) {
          return { provider: id, event };
        }
      }
      return { provider: "", event: undefined };
    },
    messageIdOf: (account, named) => {
      const provider = providerOf(account, [...receiptsOf.keys()]) ?? account;
      return receiptsOf.get(provider)?.messageIdOf?.(named) ?? named;
    },
  };
}
