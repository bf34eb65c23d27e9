import { expect, test } from "vitest";
import { loadSendingProviders } from "../../../lambdas/providers/load-providers.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { startSimulator } from "../../../local/simulator/simulator.ts";

test.each([
  ["fcm", "UNREGISTERED"],
  ["apns", "Unregistered"],
])("%s takes no token of a device on which the app is no more: %s", async (id, code) => {
  const simulator = await startSimulator({ port: 0 });
  const [module] = await loadSendingProviders([id]);
  const settings = module?.settingsSchema.parse(localProviderSettings(simulator.url)[id]);
  const provider = settings && module?.create(settings);
  const send = (to: string) =>
    provider?.send(
      { to, text: "Hi", userId: "u", notificationId: "n", channel: "push" },
      AbortSignal.timeout(5_000),
    );
  const outcomes = await Promise.all(
    ["deadbeef", "600dbeef"].map((start) => send(start.repeat(8))),
  );
  await simulator.close();
  expect(outcomes).toMatchObject([{ kind: "refused", code, suppress: true }, { kind: "accepted" }]);
});
