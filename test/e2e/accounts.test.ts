import { afterEach, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { Parameters } from "../../local/parameters.ts";
import { localProviderSettings } from "../../local/simulator/settings.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();
const parameters = new Parameters(herald.details.awsEndpoint);

afterEach(async () => {
  for (const provider of ["twilio", "pushy"]) {
    await herald.simulator.behave(provider, { behavior: "accept" });
  }
});

test("a channel sends by an account that its list names, whose signed receipt names it", async () => {
  const settings = localProviderSettings(herald.details.simulatorUrl)["twilio"];
  const account = JSON.stringify({ provider: "twilio", ...settings });
  await parameters.put("providers/twilio-otp", account, "SecureString");
  await herald.simulator.behave("twilio", { behavior: "accept", receipt: "delivered" });
  await parameters.whileSet("channels/sms/providers", "twilio-otp,twilio", async () => {
    const accepted = await herald.until("the list to be in force", async () => {
      const user = fakeUser("account");
      const sent = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
      const delivery = await herald.untilDelivery(sent, "sms");
      return delivery.provider === "twilio-otp" ? sent : undefined;
    });
    expect(await herald.untilReceipt(accepted, "sms")).toMatchObject({
      status: "delivered",
      provider: "twilio-otp",
      receipts: [{ result: "delivered" }],
    });
    const { channels } = await herald.herald.status();
    expect(channels.find(({ name }) => name === "sms")?.providers).toMatchObject([
      { id: "twilio-otp" },
      { id: "twilio" },
    ]);
  });
});

test("one push goes to each of a user's devices, and is sent though one of them is dead", async () => {
  const user = fakeUser("devices");
  const pushToken = [
    `${user.pushToken}-phone`,
    `${user.pushToken}-dead`,
    `${user.pushToken}-tablet`,
  ];
  const recipients = pushToken.slice(1, 2);
  await herald.simulator.behave("pushy", { behavior: "refuse-recipient", recipients });
  const push = { userId: user.userId, pushToken, message: "Hi", channels: ["push"] };
  const sent = await herald.untilDelivery(await herald.herald.send(push), "push");
  expect(sent).toMatchObject({
    status: "sent",
    attempts: 1,
    trail: [
      { address: 0, outcome: "accepted" },
      { address: 1, outcome: "refused" },
      { address: 2, outcome: "accepted" },
    ],
  });
  for (const [index, token] of pushToken.entries()) {
    expect(await herald.simulator.receivedBy(token)).toHaveLength(index === 1 ? 0 : 1);
  }
});
