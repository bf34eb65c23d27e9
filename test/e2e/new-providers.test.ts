import { afterAll, afterEach, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { enabledChannelsParameter } from "../../local/parameters.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

/**
 * Providers that no channel of the local stage has first, each sent by once: one notification a round,
 * on each of its channels by the provider that stands there.
 */
const rounds: readonly Readonly<Record<string, string>>[] = [
  { sms: "vonage", email: "postmark", push: "fcm", chat: "whatsapp" },
  { email: "smtp", push: "apns", chat: "telegram" },
  { chat: "slack" },
  { chat: "webhook" },
];

/** Those that call back to say what became of a message, and prove that it is they who say so. */
const callingBack = ["vonage", "postmark", "whatsapp"];

afterEach(async () => {
  for (const provider of callingBack) {
    await herald.simulator.behave(provider, { behavior: "accept" });
  }
});

afterAll(() => herald.untilParametersAreInForce());

test.each(rounds.map((round) => [Object.values(round).join(", "), round] as const))(
  "one notification goes out once by each of %s",
  async (_, round) => {
    for (const provider of callingBack) {
      await herald.simulator.behave(provider, { receipt: "delivered" });
    }
    const user = fakeUser("new");
    const channels = Object.keys(round);
    const enabled = await herald.parameters.get(enabledChannelsParameter);
    const accepted = await herald.parameters.whileSet(
      enabledChannelsParameter,
      `${enabled},chat`,
      () =>
        herald.whileListed(round, async () => {
          const sent = await herald.herald.send({ ...user, message: user.userId, channels });
          for (const channel of channels) {
            await herald.untilDelivery(sent, channel);
          }
          return sent;
        }),
    );

    for (const [channel, provider] of Object.entries(round)) {
      const isDelivered = callingBack.includes(provider);
      const delivery = isDelivered
        ? await herald.untilReceipt(accepted, channel)
        : await herald.untilDelivery(accepted, channel);
      expect(delivery).toMatchObject({
        status: isDelivered ? "delivered" : "sent",
        provider,
        attempts: 1,
      });
    }
    const received = await herald.simulator.received();
    const takers = received.filter(({ text }) => text.includes(user.userId));
    expect(takers.map(({ provider }) => provider).toSorted()).toEqual(
      Object.values(round).toSorted(),
    );
  },
);
