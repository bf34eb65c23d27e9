import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { webhookHeaders, webhookSecret } from "../../../lambdas/runtime/webhook-signature.ts";

// From the tests of the standard's libraries:
// https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/index.test.ts
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const vector = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  at: new Date(1_614_265_330_999),
  body: '{"test": 2432232314}',
};

test("a webhook is signed as the standard's own libraries sign it", () => {
  expect(webhookHeaders({ ...vector, secrets: [secret] })).toEqual({
    "webhook-id": vector.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test("with two secrets, receivers of either know it; of another secret, or another body, none", () => {
  const other = `whsec_${Buffer.alloc(64, 7).toString("base64")}`;
  const body = '{"text":"żółw 🐢"}';
  const headers = webhookHeaders({ ...vector, at: new Date(), body, secrets: [secret, other] });
  expect(new Webhook(secret).verify(body, headers)).toEqual({ text: "żółw 🐢" });
  expect(new Webhook(other).verify(body, headers)).toEqual({ text: "żółw 🐢" });
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
  const third = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
  expect(() => new Webhook(third).verify(body, headers)).toThrow();
});

test.each([
  [secret, true],
  [`whsec_${Buffer.alloc(64).toString("base64")}`, true],
  [`whsec_${Buffer.alloc(65).toString("base64")}`, false],
  [`whsec_${Buffer.alloc(23).toString("base64")}`, false],
  [secret.slice(6), false],
  [`${secret}\n`, false],
  ["whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false],
])("%j is a secret: %s", (text, isSecret) => {
  expect(webhookSecret.safeParse(text).success).toBe(isSecret);
});
