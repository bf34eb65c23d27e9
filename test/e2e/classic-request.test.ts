import { expect, test } from "vitest";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

/** What a first trial of Herald sends, word for word. */
const request = {
  userId: "5689c3cf-5acf-4c14-bc32-8e0e6927a061",
  email: "user@test.com",
  pushToken: "123",
  phoneNumber: "+48-123-456-789",
  message: "Simple test message",
};

test("the classic request reaches its user once on each channel", async () => {
  const accepted = await herald.herald.send(request);

  expect(accepted.deliveries.map(({ channel }) => channel).toSorted()).toEqual([
    "email",
    "push",
    "sms",
  ]);
  for (const { channel } of accepted.deliveries) {
    expect(await herald.untilDelivery(accepted, channel)).toMatchObject({ status: "sent" });
  }
  for (const channel of Object.keys(herald.details.queues)) {
    await herald.untilQueueIsEmpty(channel);
  }
  const received = await herald.simulator.received();
  const own = received.filter(({ text }) => text === request.message);
  expect(own.map(({ provider, recipient }) => [provider, recipient]).toSorted()).toEqual([
    ["pushy", "123"],
    ["ses", "user@test.com"],
    ["twilio", "+48123456789"],
  ]);
});
