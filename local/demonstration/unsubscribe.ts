import type { TrackedDelivery } from "../../client/herald-client.ts";
import type { FakeUser } from "../fake-user.ts";
import { describeDelivery } from "./describe.ts";
import { clickOnce } from "./one-click.ts";
import { orderCategory } from "./order.ts";
import type { Finding } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";

/**
 * Unsubscribes a user from the order's category, and sends more.
 *
 * @param link of a mail to the user, if it had one.
 */
export async function unsubscribe(
  harness: TestHarness,
  user: FakeUser,
  link: string | undefined,
): Promise<readonly Finding[]> {
  const status = link === undefined ? "no link" : await clickOnce(link);
  const [news, other] = await Promise.all([
    sendAfter(harness, user, { category: orderCategory }),
    sendAfter(harness, user, {}),
  ]);
  return [
    { what: "the mailbox's one click, without a key", expected: "200", seen: String(status) },
    {
      what: "the next one of its category",
      expected: "email failed: unsubscribed, sms failed: unsubscribed",
      seen: news.map(describeEnd).join(", "),
    },
    {
      what: "one of no category",
      expected: "email sent by ses, sms sent by twilio",
      seen: other.map(describeEnd).join(", "),
    },
  ];
}

/** Sends to who has unsubscribed; returns how the deliveries by mail and SMS ended. */
async function sendAfter(
  harness: TestHarness,
  { userId, email, phoneNumber }: FakeUser,
  rest: { readonly category?: string },
): Promise<readonly TrackedDelivery[]> {
  const channels = ["email", "sms"];
  const message = "Your order leaves our shop tomorrow";
  const accepted = await harness.herald.send({
    userId,
    email,
    phoneNumber,
    channels,
    message,
    ...rest,
  });
  return Promise.all(channels.map((channel) => harness.untilDelivery(accepted, channel)));
}

function describeEnd(delivery: TrackedDelivery): string {
  const { channel, status, failureReason } = delivery;
  const end =
    failureReason === undefined ? describeDelivery(delivery) : `${status}: ${failureReason}`;
  return `${channel} ${end}`;
}
