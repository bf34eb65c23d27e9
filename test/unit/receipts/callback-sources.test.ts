import { expect, test } from "vitest";
import { ConfigurationUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { callbackSources } from "../../../lambdas/functions/receipts/callback-sources.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { testParameterCache } from "../../support/parameter-cache.ts";

test("a provider's keys that AWS does not give out are no missing keys, and the others' are there", async () => {
  const cause = Object.assign(new Error("no"), { name: "AccessDeniedException" });
  const messenger = JSON.stringify({ appSecret: "hush", verifyToken: "hush" });
  const parameters = new Map<string, string | { cause: Error }>([
    ["/herald/test/providers/twilio", { cause }],
    ["/herald/test/providers/messenger", messenger],
    ["/herald/test/public-url", "https://notify.example.com"],
  ]);
  const cache = testParameterCache(async () => parameters, new VirtualTime());
  const sources = await callbackSources(cache, ["twilio", "messenger"]);
  await sources.refresh();
  expect(() => sources.byProvider.get("twilio")?.known()).toThrow(ConfigurationUnavailable);
  expect(sources.byProvider.get("messenger")?.known()).toEqual({
    keys: { appSecret: "hush", verifyToken: "hush" },
    publicUrl: "https://notify.example.com",
  });
});
