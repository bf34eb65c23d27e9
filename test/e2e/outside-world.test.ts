import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterEach, describe, expect, test } from "vitest";
import type { Accepted } from "../../client/herald-client.ts";
import type { ReceiptResult } from "../../lambdas/core/delivery.ts";
import { tagsOf } from "../../lambdas/providers/delivery-tags.ts";
import { emulatorClientConfig } from "../../local/aws.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

afterEach(async () => {
  for (const provider of ["twilio", "sms-voice", "ses"]) {
    await herald.simulator.behave(provider, { behavior: "accept" });
  }
  await herald.forgetProviderHealth();
});

describe("a fault of the sender's is not the recipient's", () => {
  test("a country that is not switched on in the Twilio account is left to AWS", async () => {
    await herald.simulator.behave("twilio", {
      behavior: "respond",
      response: {
        status: 400,
        body: '{"code":21408,"message":"Permission to send an SMS has not been enabled","status":400}',
      },
    });
    const user = fakeUser("region");
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
    expect(await herald.untilDelivery(accepted, "sms")).toMatchObject({
      status: "sent",
      provider: "sms-voice",
      attempts: 1,
      trail: [
        { provider: "twilio", outcome: "misconfigured", code: "21408" },
        { provider: "sms-voice", outcome: "accepted" },
      ],
    });
  });

  test("what AWS calls an invalid parameter, while Twilio is down, is tried again", async () => {
    await herald.simulator.behave("twilio", { behavior: "server-error" });
    const error = {
      __type: "ValidationException",
      Reason: "INVALID_PARAMETER",
      Fields: [{ Name: "DestinationPhoneNumber", Message: "is not valid" }],
    };
    await herald.simulator.behave("sms-voice", {
      behavior: "respond",
      response: {
        status: 400,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: JSON.stringify(error),
      },
    });
    const user = fakeUser("invalid");
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
    const find = async () => {
      const { deliveries } = await herald.herald.find(user.userId, accepted.id);
      return deliveries.find(({ channel }) => channel === "sms");
    };
    await herald.until("the first attempt", async () => {
      const delivery = await find();
      return delivery?.status === "retrying" ? delivery : undefined;
    });
    await herald.simulator.behave("twilio", { behavior: "accept" });
    await herald.forgetProviderHealth();
    expect(await herald.untilDelivery(accepted, "sms")).toMatchObject({
      status: "sent",
      provider: "twilio",
    });
    expect(await herald.simulator.receivedBy(user.phoneNumber)).toHaveLength(1);
  });
});

describe("an event of SES means what it means", () => {
  const sns = new SNSClient(emulatorClientConfig(herald.details.awsEndpoint));

  /** Publishes events about one message, in the order in which SES does. */
  async function publish(accepted: Accepted, recipient: string, events: readonly object[]) {
    const [received] = await herald.simulator.receivedBy(recipient);
    const reference = { userId: accepted.userId, notificationId: accepted.id, channel: "email" };
    const tags = Object.entries(tagsOf(reference)).map(([name, value]) => [name, [value]]);
    const mail = {
      timestamp: new Date().toISOString(),
      messageId: received?.providerMessageId,
      destination: [recipient],
      tags: Object.fromEntries(tags),
    };
    for (const event of events) {
      await sns.send(
        new PublishCommand({
          TopicArn: "arn:aws:sns:us-east-1:000000000000:herald-local-email-events",
          Message: JSON.stringify({ ...event, mail }),
        }),
      );
    }
  }

  async function sendEmail(purpose: string) {
    const user = fakeUser(purpose);
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["email"] });
    await herald.untilDelivery(accepted, "email");
    return { user, accepted };
  }

  /** Events come in any order: the queue hands them out as it likes. */
  function untilResults(accepted: Accepted, results: readonly ReceiptResult[]) {
    return herald.until(`${results} of ${accepted.id}`, async () => {
      const { deliveries } = await herald.herald.find(accepted.userId, accepted.id);
      const delivery = deliveries.find(({ channel }) => channel === "email");
      const known = delivery?.receipts?.map(({ result }) => result) ?? [];
      return results.every((result) => known.includes(result)) ? delivery : undefined;
    });
  }

  test("an out-of-office reply leaves a delivered message delivered", async () => {
    const { user, accepted } = await sendEmail("away");
    const timestamp = new Date().toISOString();
    const recipients = [{ emailAddress: user.email }];
    await publish(accepted, user.email, [
      { eventType: "Delivery", delivery: { timestamp, recipients: [user.email] } },
      {
        eventType: "Bounce",
        bounce: {
          bounceType: "Transient",
          bounceSubType: "General",
          bouncedRecipients: recipients,
          timestamp,
        },
      },
      { eventType: "Complaint", complaint: { complainedRecipients: recipients, timestamp } },
    ]);
    const delivery = await untilResults(accepted, ["delivered", "complained"]);
    expect(delivery.status).toBe("delivered");
    expect(delivery.receipts?.map(({ result }) => result).toSorted()).toEqual([
      "complained",
      "delivered",
    ]);
  });

  test("a mail that SES kept back has not been delivered, and its address is suppressed", async () => {
    const { user, accepted } = await sendEmail("kept-back");
    const timestamp = new Date().toISOString();
    await publish(accepted, user.email, [
      {
        eventType: "Complaint",
        complaint: {
          complainedRecipients: [{ emailAddress: user.email }],
          complaintSubType: "OnAccountSuppressionList",
          timestamp,
        },
      },
    ]);
    const delivery = await herald.until("the complaint", async () => {
      const { deliveries } = await herald.herald.find(user.userId, accepted.id);
      const [email] = deliveries;
      return email?.receipts === undefined ? undefined : email;
    });
    expect(delivery.status).toBe("failed");
    const { suppressions } = await herald.herald.suppressions(user.userId);
    expect(suppressions).toHaveLength(1);
  });
});
