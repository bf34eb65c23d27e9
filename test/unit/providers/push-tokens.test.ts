import { expect, test } from "vitest";
import { loadProviders } from "../../../lambdas/providers/load-providers.ts";

const providers = await loadProviders(["apns", "fcm", "pushy"]);

test.each([
  ["a6345d0278adc55d3474f5", ["pushy"]],
  ["0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789", ["apns"]],
  ["0".repeat(200), ["apns"]],
  ["fGxk2v1QTb:APA91bH_zU-9x", ["fcm"]],
])("%s is recognized by %j", (token, services) => {
  const own = providers.filter(({ recognizes }) => recognizes?.(token)).map(({ id }) => id);
  expect(own).toEqual(services);
});
