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
    const outputs = await deployWith({
      ...localConfig,
      retentionDays: localConfig.retentionDays + 1,
      callers: { ...localConfig.callers, support: { ...support, keys: ["1", "2"] } },
    });

    await expectTwoKeysOf("support", outputs);
    expect(await herald.parameters.get("throttle/responses-per-hour")).toBe("7");
  });

  expect(await herald.herald.find(user.userId, accepted.id)).toEqual(before);
  expect(await herald.parameters.get("providers/twilio")).toBe(twilio);
  const next = await herald.herald.send({ ...user, message: "Hi again", channels: ["sms"] });
  expect(await herald.untilDelivery(next, "sms")).toMatchObject({ status: "sent" });
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

/** Deploys a second configuration, which changes the environment of every function. */
async function deployWith(config: object): Promise<Record<string, string>> {
  const configFile = join(folder, "local.json");
  await writeFile(configFile, JSON.stringify(config));
  const { awsEndpoint } = herald.details;
  const lines: string[] = [];
  const outputs = await deploy({ awsEndpoint, configFile, onProgress: (line) => lines.push(line) });
  expect(lines.join("\n")).toContain("UPDATE_COMPLETE");
  return outputs;
}
