import { makeUpUser } from "../made-up-user.ts";
import type { Bench } from "./bench.ts";
import type { Scenario } from "./scenario.ts";

const parameter = "enabled-channels";

/** A channel is switched off and on again by a parameter, without a deployment. */
export const channelSwitch: Scenario = {
  title: "A channel is switched off and on again",
  async run(bench, report) {
    const enabled = await bench.parameters.get(parameter);
    const withoutSms = (enabled ?? "").split(",").filter((channel) => channel !== "sms");
    const whileOff = await bench.parameters.whileSet(parameter, withoutSms.join(","), async () => {
      report("waiting until sms is off");
      await bench.until("sms to be off", async () =>
        (await postSms(bench)).status === 400 ? true : undefined,
      );
      const user = makeUpUser("demo");
      return bench.herald.send({ ...user, message: "By every enabled channel" });
    });
    report("waiting until sms is on again");
    const answer = await bench.until("sms to be on", async () => {
      const { status, body } = await postSms(bench);
      return status === 202 ? (body as { userId: string; id: string }) : undefined;
    });
    const channels = whileOff.deliveries.map(({ channel }) => channel);
    const delivery = await bench.untilDelivery(answer, "sms");
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

/** Posts to a new user; throws unless it was accepted or the request is called wrong. */
async function postSms(bench: Bench) {
  const submission = { ...makeUpUser("demo"), message: "By sms", channels: ["sms"] };
  const answer = await bench.herald.post(submission);
  if (answer.status === 202 || answer.status === 400) return answer;
  throw new Error(`Herald answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}
