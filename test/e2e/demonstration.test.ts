import { afterEach, expect, test } from "vitest";
import { channelSwitch } from "../../local/demonstration/channel-switch.ts";
import { deadLetter } from "../../local/demonstration/dead-letter.ts";
import { devices } from "../../local/demonstration/devices.ts";
import { failover } from "../../local/demonstration/failover.ts";
import { laterAttempt } from "../../local/demonstration/later-attempt.ts";
import { orderMail } from "../../local/demonstration/order-mail.ts";
import type { Scenario } from "../../local/demonstration/scenario.ts";
import { threeChannels } from "../../local/demonstration/three-channels.ts";
import { throttle } from "../../local/demonstration/throttle.ts";
import { webhook } from "../../local/demonstration/webhook.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

afterEach(() => herald.forgetProviderHealth());

test("one call delivers on three channels, once each", async () => {
  const findings = await run(threeChannels);

  expect(findings.map(({ what, seen }) => [what, seen])).toEqual([
    ["sms", "sent by twilio, received once"],
    ["email", "sent by ses, received once"],
    ["push", "sent by pushy, received once"],
  ]);
});

test("one push goes to two devices, and a dead token is suppressed", async () => {
  const [finding] = await run(devices);

  expect(finding?.seen).toBe("sent by fcm, 1 of 2 devices, the dead one suppressed");
});

test("a webhook takes what is signed", async () => {
  const [finding] = await run(webhook);

  expect(finding?.seen).toBe("sent by webhook, received once");
});

test("an order mail is in the user's language, as is its SMS, and one click ends both", async () => {
  const findings = await run(orderMail);

  expect(findings.map(({ what, seen }) => [what, seen])).toEqual([
    ["order mail in Polish", "sent by ses: Zamówienie 1007 jest gotowe"],
    ["its SMS twin", "Zamówienie 1007 jest gotowe: 2 pozycje, 149,50 zł."],
    ["order mail in English", "sent by ses: Order 1007 is ready"],
    ["its SMS twin", "Order 1007 is ready: 2 items, PLN 149.50."],
    ["both mails", "HTML and text, invoice.pdf intact, one-click link"],
    ["the mailbox's one click, without a key", "200"],
    ["the next one of its category", "email failed: unsubscribed, sms failed: unsubscribed"],
    ["one of no category", "email sent by ses, sms sent by twilio"],
  ]);
});

test("AWS takes over from Twilio within the same attempt, and its receipt arrives", async () => {
  const [finding] = await run(failover);

  expect(finding?.seen).toBe("delivered by sms-voice at attempt 1, received once");
  expect(finding?.tookMs).toBeGreaterThanOrEqual(0);
});

test("a delivery that every provider turned away goes out at a later attempt", async () => {
  const [down, up] = await run(laterAttempt);

  expect(down?.seen).toBe("retrying");
  expect(up?.seen).toBe("sent at a later attempt");
  expect(up?.tookMs).toBeGreaterThanOrEqual(1_000);
});

test("a delivery whose attempts are used up is failed and in the dead-letter queue", async () => {
  const { begins, ends } = deadLetter();
  expect(await run(begins)).toEqual([]);
  const [delivery, letter, enabled] = await run(ends);

  expect(delivery?.seen).toBe("failed: attempts-exhausted, 4 attempts");
  expect(letter?.seen).toBe(letter?.expected);
  expect(enabled?.seen).toBe("sms,email,push,messenger");
});

test("one notification too many that expects a response is 429", async () => {
  const [responses] = await run(throttle);

  expect(responses?.seen).toBe("202, 202, 202, 429");
});

test("a channel is switched off and on by a parameter", async () => {
  const [off, on] = await run(channelSwitch);

  expect(off?.seen).toBe("not on sms");
  expect(on?.seen).toBe("sent");
});

async function run(scenario: Scenario) {
  return scenario.run(herald, () => {});
}
