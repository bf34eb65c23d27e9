import type { ReceivedMessage } from "../simulator/received-messages.ts";

/** Where a mail's header says that one click unsubscribes, if it does. */
export function oneClickLink(mail: Pick<ReceivedMessage, "headers">): string | undefined {
  if (mail.headers?.["list-unsubscribe-post"] !== "List-Unsubscribe=One-Click") {
    return undefined;
  }
  return /^<([^<>]+)>$/.exec(mail.headers["list-unsubscribe"] ?? "")?.[1];
}

/**
 * Unsubscribes as a mailbox does: without a key.
 *
 * @returns the response's status.
 * @see https://www.rfc-editor.org/rfc/rfc8058#section-3.2
 */
export async function clickOnce(link: string): Promise<number> {
  const { status } = await fetch(link, {
    method: "POST",
    body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
  });
  return status;
}
