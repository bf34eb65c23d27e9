import { expect, test } from "vitest";
import { provider as alwaysFail } from "../../../lambdas/providers/always-fail/provider.ts";

test("always-fail is unavailable and needs neither address nor settings", async () => {
  const { create } = await alwaysFail.loadSender();
  const provider = create(alwaysFail.settingsSchema.parse({}));
  const ids = { userId: "u-42", notificationId: "01J0000000000000000000000", channel: "fail" };
  expect(alwaysFail.address).toBeNull();
  expect(await provider.send({ to: "", text: "text", ...ids }, AbortSignal.timeout(100))).toEqual({
    kind: "unavailable",
    code: "always-fail",
  });
});
