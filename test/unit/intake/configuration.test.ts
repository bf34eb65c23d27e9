import { expect, test } from "vitest";
import { chooseChannels } from "../../../lambdas/core/choose-channels.ts";
import { intakeConfiguration } from "../../../lambdas/functions/intake/configuration.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";

async function channelsBy(parameters: Readonly<Record<string, string>>) {
  const texts = Object.entries(parameters).map(([name, text]) => [`/herald/test/${name}`, text]);
  const cache = testParameterCache(
    async () => new Map(texts as [string, string][]),
    new VirtualTime(),
  );
  const configuration = intakeConfiguration(cache, {
    addresses: {
      sms: { twilio: "phoneNumber" },
      otp: { twilio: "phoneNumber", ses: "email" },
      hook: { webhook: "email" },
      push: { pushy: "pushToken", fcm: "pushToken", other: "pushToken" },
    },
    contentLimits: {
      pushy: { measure: "push-bytes", max: 4_096 },
      fcm: { measure: "push-bytes", max: 4_000 },
    },
    withoutAddress: ["webhook"],
    truncating: [],
    enabledByDefault: ["sms", "otp", "hook"],
    responsesPerHourByDefault: 1,
    limitsByDefault: {},
  });
  return (await configuration.read()).channels;
}

test("an account needs the address that its provider needs", async () => {
  const channels = await channelsBy({
    "channels/sms/providers": "twilio-otp,twilio",
    "channels/otp/providers": '{"ses-a":1,"twilio-otp":3}',
  });
  expect(channels.map(({ addresses }) => addresses)).toMatchObject([
    ["phoneNumber", "phoneNumber"],
    ["email", "phoneNumber"],
    ["email", null],
    ["pushToken", "pushToken", "pushToken"],
  ]);
});

test("a channel has the limits of its providers if each of them has one", async () => {
  const limitsBy = async (list: string) =>
    (await channelsBy({ "channels/push/providers": list })).at(-1)?.contentLimits;
  expect(await limitsBy("pushy,fcm-a")).toMatchObject([{ max: 4_096 }, { max: 4_000 }]);
  expect(await limitsBy("pushy,other")).toEqual([]);
});

test("a channel whose provider can do without an address is taken for one, and by name without", async () => {
  const channels = await channelsBy({});
  const hook = channels.filter(({ name }) => name === "hook");
  expect(chooseChannels(undefined, { email: "ann@example.com" }, hook)).toEqual({
    channels: ["hook"],
  });
  expect(chooseChannels(undefined, {}, hook)).toHaveProperty("faults");
  expect(chooseChannels(["hook"], {}, hook)).toEqual({ channels: ["hook"] });
});
