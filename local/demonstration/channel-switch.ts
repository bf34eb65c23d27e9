import { fakeUser } from "../fake-user.ts";
import { enabledChannelsParameter } from "../parameters.ts";
import type { Scenario } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";

/** A parameter switches a channel off and on again, without a deployment. */
export const channelSwitch: Scenario = {
  title: "A channel is switched off and on again",
  async run(harness, report) {
    const enabled = await harness.parameters.get(enabledChannelsParameter);
    const withoutSms = (enabled ?? "").split(",").filter((channel) => channel !== "sms");
    const whileOff = await harness.parameters.whileSet(
      enabledChannelsParameter,
      withoutSms.join(","),
      async () => {
        report("waiting until sms is off");
        await harness.until("sms to be off", async () =>
          (await postSms(harness)).status === 400 ? true : undefined,
        );
        const user = fakeUser("demo");
        return harness.herald.send({ ...user, message: "By every enabled channel" });
      },
    );
    report("waiting until sms is on again");
    const response = await harness.until("sms to be on", async () => {
      const { status, body } = await postSms(harness);
      return status === 202 ? (body as { userId: string; id: string }) : undefined;
    });
    const channels = whileOff.deliveries.map(({ channel }) => channel);
    const delivery = await harness.untilDelivery(response, "sms");
    return [
      {
        what: "a notification while sms is off",
        expected: "not on sms",
        seen: channels.includes("sms") ? "on sms" : "not on sms",
      },
      {
        what: "sms when it is on again",
        expected: "sent",
        seen: delivery.status,
      },
    ];
  },
};

/** Posts to a new user; throws unless the response is 202 or 400. */
async function postSms(harness: TestHarness) {
  const submission = { ...fakeUser("demo"), message: "By sms", channels: ["sms"] };
  const response = await harness.herald.post(submission);
  if (response.status === 202 || response.status === 400) {
    return response;
  }
  throw new Error(`Herald answered ${response.status}: ${JSON.stringify(response.body)}`);
}
