import { expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import type { Behavior } from "../../local/simulator/behaviors.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { answerQuestion, deliveryOn, openTimeline, useConsole } from "../support/use-console.ts";

const deployed = new DeployedHerald();
const { herald, simulator } = deployed;
const open = useConsole(deployed);

test("a timeline shows a failover: both providers of one attempt", async () => {
  const accepted = await sendWhileTwilio("server-error");
  const page = await open();
  await openTimeline(page, accepted);
  const sms = deliveryOn(page, "sms");
  await sms.getByText("sms-voice: accepted").waitFor();
  const lines = await sms.getByRole("listitem").allInnerTexts();
  const at = (text: string) => lines.findIndex((line) => line.includes(text));
  expect(at("twilio: unavailable")).toBeGreaterThan(at("Queued on sms"));
  expect(at("sms-voice: accepted")).toBe(at("twilio: unavailable") + 1);
  expect(lines[at("twilio: unavailable")]).toMatch(/attempt 1/i);
  expect(await sms.getByText(/^attempt \d/i).count()).toBe(1);
});

test("a timeline shows the provider's receipt: that it arrived, and that it came back", async () => {
  const user = fakeUser("console");
  const send = async (receipt: "delivered" | "bounced") => {
    await simulator.behave("ses", { behavior: "accept", receipt });
    const sent = await herald.send({ ...user, message: receipt, channels: ["email"] });
    await deployed.untilDelivery(sent, "email");
    return sent;
  };
  const page = await open();
  await openTimeline(page, await send("delivered"));
  await deliveryOn(page, "email").getByText("Delivered", { exact: true }).waitFor();
  await openTimeline(page, await send("bounced"));
  const email = deliveryOn(page, "email");
  await email.getByText("Failed: bounced").waitFor();
  expect(await email.getByText("Sent by ses").isVisible()).toBe(true);
  await simulator.behave("ses", { behavior: "accept" });
});

test("a mail's HTML is shown with its styles, and neither runs nor fetches anything", async () => {
  const requested: string[] = [];
  const html = [
    '<p id="words" style="color: rgb(1, 2, 3)">Ready</p>',
    '<script>document.getElementById("words").textContent = "Run"</script>',
    '<img src="https://tracker.example/open.png" onerror="document.body.append(1)">',
  ].join("");
  const sent = await herald.send({ ...fakeUser("console"), html, channels: ["email"] });
  const page = await open({ expected: /sandboxed|img-src/ });
  page.on("requestfinished", (request) => requested.push(request.url()));
  await openTimeline(page, sent);
  const words = page.frameLocator("iframe.mail").locator("#words");
  await words.waitFor();
  expect(await words.innerText()).toBe("Ready");
  expect(await words.evaluate((element) => getComputedStyle(element).color)).toBe("rgb(1, 2, 3)");
  expect(requested.filter((url) => url.includes("tracker"))).toEqual([]);
});

test("a delivery that was canceled is retried after a confirmation, and it is told who did either", async () => {
  const accepted = await cancelSms();
  const page = await open();
  await openTimeline(page, accepted);
  const sms = deliveryOn(page, "sms");
  await sms.getByText("Failed: canceled").waitFor();
  await sms.getByText("Canceled by default").waitFor();
  await sms.getByRole("button", { name: "Retry" }).click();
  await answerQuestion(page, "Leave it");
  expect(await sms.getByText("Failed: canceled").isVisible()).toBe(true);
  await sms.getByRole("button", { name: "Retry" }).click();
  await answerQuestion(page, "Retry");
  await sms.getByText("Sent by twilio").waitFor();
  expect(await sms.getByText("Retried by default").isVisible()).toBe(true);
  expect(await sms.getByRole("button", { name: "Retry" }).count()).toBe(0);
});

test("a delivery that was refused says why in words, and offers no retry", async () => {
  const accepted = await sendWhileTwilio("refuse-recipient");
  const page = await open();
  await openTimeline(page, accepted);
  const sms = deliveryOn(page, "sms");
  await sms.getByText("Failed: refused").waitFor();
  await sms.getByText("The recipient's number is not one that exists").waitFor();
  const link = sms.getByRole("link", { name: "21211" });
  expect(await link.getAttribute("href")).toBe("https://www.twilio.com/docs/api/errors/21211");
  expect(await sms.getByRole("button", { name: "Retry" }).count()).toBe(0);
});

test("a notification that is under way is canceled after a confirmation", async () => {
  const { userId } = fakeUser("console");
  const page = await open();
  await deployed.whileEnabled(["fail"], async () => {
    const sent = await herald.send({ userId, message: "x", channels: ["fail"] });
    await openTimeline(page, sent);
    await page.getByRole("button", { name: "Cancel" }).click();
    await answerQuestion(page, "Cancel the notification");
    await deliveryOn(page, "fail").getByText("Failed: canceled").waitFor();
  });
});

test("a delivery that cannot be retried any more says so", async () => {
  const accepted = await cancelSms();
  const page = await open();
  await openTimeline(page, accepted);
  await page.getByRole("button", { name: "Live" }).click();
  await deliveryOn(page, "sms").getByText("Failed: canceled").waitFor();
  await herald.retry(accepted.userId, accepted.id, "sms");
  await deployed.untilDelivery(accepted, "sms", ({ status }) => status === "sent");
  await deliveryOn(page, "sms").getByRole("button", { name: "Retry" }).click();
  await answerQuestion(page, "Retry");
  await page.getByRole("alert").getByText("409").waitFor();
});

/** Sends an SMS that nobody takes, and cancels it between its attempts. */
async function cancelSms() {
  return simulator.whileBehaving(["twilio", "sms-voice"], "server-error", async () => {
    const { userId, phoneNumber } = fakeUser("console");
    const sent = await herald.send({ userId, phoneNumber, message: "Hello", channels: ["sms"] });
    await deployed.until("the SMS to be canceled", async () => {
      const { deliveries } = await herald.cancel(userId, sent.id);
      return deliveries.every(({ failureReason }) => failureReason === "canceled") || undefined;
    });
    return sent;
  });
}

/** Sends an SMS while Twilio behaves in some way, and waits until the delivery has ended. */
async function sendWhileTwilio(behavior: Behavior) {
  return simulator.whileBehaving(["twilio"], behavior, async () => {
    const { userId, phoneNumber } = fakeUser("console");
    const sent = await herald.send({ userId, phoneNumber, message: "Hello", channels: ["sms"] });
    await deployed.untilDelivery(sent, "sms");
    return sent;
  });
}
