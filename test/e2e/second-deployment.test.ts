import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HeraldClient } from "../../client/herald-client.ts";
import localConfig from "../../config/local.json" with { type: "json" };
import { readApiKey } from "../../local/api-key.ts";
import { deploy } from "../../local/cdk.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();
let folder = "";

beforeAll(async () => {
  folder = await makeRunFolder("second-deployment");
});

afterAll(async () => {
  await removeFolder(folder);
});

test("a second deployment keeps the records, the keys, and a parameter that was changed by hand", async () => {
  const user = fakeUser("kept");
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
  await herald.untilDelivery(accepted, "sms");
  const before = await herald.herald.find(user.userId, accepted.id);
  const twilio = await herald.parameters.get("providers/twilio");

  await herald.parameters.whileSet("throttle/responses-per-hour", "7", async () => {
    const { support } = localConfig.callers;
    const { outputs, events } = await deployWith({
      ...localConfig,
      retentionDays: localConfig.retentionDays + 1,
      callers: { ...localConfig.callers, support: { ...support, keys: ["1", "2"] } },
    });
    expect(events).toContain("UPDATE_COMPLETE");

    await expectTwoKeysOf("support", outputs);
    expect(await herald.parameters.get("throttle/responses-per-hour")).toBe("7");
  });

  expect(await herald.herald.find(user.userId, accepted.id)).toEqual(before);
  expect(await herald.parameters.get("providers/twilio")).toBe(twilio);
  const next = await herald.herald.send({ ...user, message: "Hi again", channels: ["sms"] });
  expect(await herald.untilDelivery(next, "sms")).toMatchObject({ status: "sent" });
}, 120_000);

test("a channel is not removed with what its queues hold, and stays as it was", async () => {
  const user = fakeUser("held");
  const accepted = await herald.whileEnabled(["fail"], () =>
    herald.herald.send({ ...user, message: "Hi", channels: ["fail"] }),
  );
  const { fail: _, ...channels } = localConfig.channels;

  const events: string[] = [];
  const refused = deployWith({ ...localConfig, channels }, events);
  await expect(refused).rejects.toThrow("cdk deploy failed");
  expect(events.join("\n")).toMatch(
    /UPDATE_FAILED .*The channel fail cannot be removed yet: its .*queue holds about \d+/,
  );

  const { channels: shown } = await herald.herald.status();
  const { queue } = shown.find(({ name }) => name === "fail") ?? {};
  const { deadLetters = 0, inFlight = 0, waiting = 0 } = queue ?? {};
  expect(deadLetters + inFlight + waiting).toBeGreaterThan(0);
  expect(await herald.untilDelivery(accepted, "fail")).toMatchObject({
    status: "failed",
    failureReason: "attempts-exhausted",
  });
}, 120_000);

/** A caller goes over from its first key, which is the one of before, to a second beside it. */
async function expectTwoKeysOf(caller: string, outputs: Record<string, string>): Promise<void> {
  const { apiUrl, awsEndpoint, apiKeys } = herald.details;
  const ids = JSON.parse(outputs["ApiKeyIds"] ?? "")[caller] as string[];
  const keys = await Promise.all(ids.map((id) => readApiKey(awsEndpoint, id)));
  expect(keys).toEqual([apiKeys[caller], expect.any(String)]);
  for (const apiKey of keys) {
    expect(await new HeraldClient({ apiUrl, apiKey }).caller()).toMatchObject({ caller });
  }
}

/** Deploys another configuration; what the CDK CLI prints is in `lines`, also if it fails. */
async function deployWith(config: object, lines: string[] = []) {
  const configFile = join(folder, "local.json");
  await writeFile(configFile, JSON.stringify(config));
  const { awsEndpoint } = herald.details;
  const outputs = await deploy({ awsEndpoint, configFile, onProgress: (line) => lines.push(line) });
  return { outputs, events: lines.join("\n") };
}
