import { afterEach, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

type ReceiptKind = "delivered" | "bounced" | "complained";

afterEach(async () => {
  for (const provider of ["twilio", "sms-voice", "ses", "sendgrid", "messenger"]) {
    await herald.simulator.behave(provider, { behavior: "accept" });
  }
});

function receiptFrom(provider: string, receipt: ReceiptKind): Promise<void> {
  return herald.simulator.behave(provider, { behavior: "accept", receipt });
}

test("an SMS is delivered by Twilio's signed callback", async () => {
  await receiptFrom("twilio", "delivered");
  const user = fakeUser("delivered");
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
  const delivery = await herald.untilReceipt(accepted, "sms");
  expect(delivery).toMatchObject({
    status: "delivered",
    provider: "twilio",
    deliveredAt: expect.any(String),
    receipts: [{ result: "delivered" }],
  });
});

test("a user who says STOP gets no SMS any more, from whichever provider", async () => {
  await receiptFrom("twilio", "complained");
  const user = fakeUser("stop");
  const first = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
  expect(await herald.untilReceipt(first, "sms")).toMatchObject({
    status: "failed",
    failureReason: "undelivered",
    lastError: "twilio undelivered: 21610",
  });
  const second = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
  expect(await herald.untilDelivery(second, "sms")).toMatchObject({
    status: "failed",
    failureReason: "suppressed",
    trail: [],
  });
});

test.each([
  ["delivered", { status: "delivered", receipts: [{ result: "delivered" }] }],
  [
    "bounced",
    {
      status: "failed",
      failureReason: "bounced",
      receipts: [{ result: "bounced", code: "TEXT_INVALID", suppressed: "phoneNumber" }],
    },
  ],
] as const)(
  "an SMS is %s by End User Messaging's event, while Twilio is down",
  async (kind, end) => {
    await herald.simulator.behave("twilio", { behavior: "server-error" });
    await receiptFrom("sms-voice", kind);
    const user = fakeUser("sms-voice");
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
    expect(await herald.untilReceipt(accepted, "sms")).toMatchObject({
      provider: "sms-voice",
      ...end,
    });
    await herald.forgetProviderHealth();
  },
);

test("a bounced e-mail suppresses its address until that is lifted", async () => {
  await receiptFrom("ses", "bounced");
  const user = fakeUser("bounced");
  const send = () => herald.herald.send({ ...user, message: "Hi", channels: ["email"] });
  const first = await send();
  expect(await herald.untilReceipt(first, "email")).toMatchObject({
    status: "failed",
    failureReason: "bounced",
    lastError: "ses bounced: General",
  });

  await herald.simulator.behave("ses", { behavior: "accept" });
  expect(await herald.untilDelivery(await send(), "email")).toMatchObject({
    status: "failed",
    failureReason: "suppressed",
    lastError: "every address is suppressed",
  });

  const { suppressions } = await herald.herald.suppressions(user.userId);
  expect(suppressions).toMatchObject([{ reason: "bounced", provider: "ses" }]);
  await herald.herald.lift(user.userId, suppressions[0]?.hash ?? "");
  expect(await herald.herald.suppressions(user.userId)).toEqual({ suppressions: [] });
  expect(await herald.untilDelivery(await send(), "email")).toMatchObject({ status: "sent" });
  expect(await herald.simulator.receivedBy(user.email)).toHaveLength(2);
});

test("an e-mail that was complained about has arrived, and was the last one", async () => {
  await receiptFrom("ses", "complained");
  const user = fakeUser("complained");
  const send = () => herald.herald.send({ ...user, message: "Hi", channels: ["email"] });
  expect(await herald.untilReceipt(await send(), "email")).toMatchObject({ status: "delivered" });
  expect(await herald.untilDelivery(await send(), "email")).toMatchObject({
    failureReason: "suppressed",
  });
});

test("SendGrid's signed webhook fails a delivery that bounced", async () => {
  await herald.simulator.behave("ses", { behavior: "server-error" });
  await receiptFrom("sendgrid", "bounced");
  const user = fakeUser("sendgrid");
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["email"] });
  expect(await herald.untilReceipt(accepted, "email")).toMatchObject({
    status: "failed",
    failureReason: "bounced",
    lastError: "sendgrid bounced: 5.1.1",
  });
  await herald.forgetProviderHealth();
});

test("Messenger's signed webhook, which names the message alone, finds its delivery", async () => {
  await receiptFrom("messenger", "delivered");
  const user = fakeUser("messenger");
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["messenger"] });
  expect(await herald.untilReceipt(accepted, "messenger")).toMatchObject({ status: "delivered" });
});

test.each([
  ["twilio/WyJ1LTQyIl0", "MessageStatus=delivered"],
  ["sendgrid", "[]"],
  ["messenger", "{}"],
])("a forged callback of %s is 403", async (path, body) => {
  const url = `${herald.details.apiUrl}/v1/receipts/${path}`;
  const response = await fetch(url, { method: "POST", body });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ status: 403, title: "Forbidden" });
});

test("Messenger verifies the webhook with the token of the settings", async () => {
  const verify = (token: string) => {
    const query = `hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`;
    return fetch(`${herald.details.apiUrl}/v1/receipts/messenger?${query}`);
  };
  const response = await verify("simulated-verify-token");
  expect([response.status, await response.text()]).toEqual([200, "1158201444"]);
  expect((await verify("wrong")).status).toBe(403);
});
