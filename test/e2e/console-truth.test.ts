import { describe, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { goTo } from "../support/console-page.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { answerQuestion, deliveryOn, openTimeline, useConsole } from "../support/use-console.ts";

const deployed = new DeployedHerald();
const { herald, simulator, details } = deployed;
const open = useConsole(deployed);

/** Sends an SMS and waits until its delivery has ended. */
async function sendSms(user = fakeUser("console")) {
  const sent = await herald.send({ ...user, message: "Hello", channels: ["sms"] });
  await deployed.untilDelivery(sent, "sms");
  return sent;
}

test("a provider whose credentials are refused is misconfigured until it takes a message", async () => {
  await simulator.whileBehaving(["twilio"], "bad-credentials", () => sendSms());
  const page = await open();
  await goTo(page, "#/channels");
  const twilio = page.getByRole("region", { name: "sms" }).getByRole("listitem").first();
  await twilio.getByText("is misconfigured since").waitFor();
  await twilio.getByText("Twilio does not take the account's SID and token.").waitFor();
  const [state] =
    (await herald.status()).channels.find(({ name }) => name === "sms")?.providers ?? [];
  expect(state).toMatchObject({
    condition: "misconfigured",
    lastError: expect.stringMatching(/^misconfigured: /),
    since: expect.any(String),
  });
  await deployed.until("Twilio to be in use again", async () => {
    await sendSms();
    return (await deployed.healthOf("twilio"))?.["state"] === "closed" ? true : undefined;
  });
  await twilio.getByText("is in use").waitFor();
});

test("what suppressed an address is told, and its suppression lifted; then the user is erased", async () => {
  const user = fakeUser("console");
  await simulator.behave("twilio", {
    behavior: "respond",
    response: { status: 400, body: '{"code":21610,"message":"unsubscribed"}' },
  });
  const stopped = await sendSms(user);
  await simulator.behave("twilio", { behavior: "accept" });
  const suppressed = await sendSms(user);
  const page = await open();
  await openTimeline(page, stopped);
  await deliveryOn(page, "sms").getByText("Phone number suppressed").waitFor();
  await openTimeline(page, suppressed);
  await deliveryOn(page, "sms").getByText("twilio: passed over").waitFor();
  await page.getByRole("link", { name: "The user's suppressed addresses" }).click();
  await page.getByText("It was refused as one that will never work, said twilio.").waitFor();
  await page.getByRole("button", { name: "Lift" }).click();
  await answerQuestion(page, "Lift it");
  await page.getByText("No address of this user is suppressed.").waitFor();

  await goTo(page, `#/users/${user.userId}`);
  await page.getByRole("link", { name: "Erase…" }).click();
  await page.getByLabel("The user's id once more").fill(user.userId);
  await page.getByRole("button", { name: "Erase everything" }).click();
  await page.getByText("Erased: 2 notifications, 2 deliveries").waitFor();
  expect((await herald.list(user.userId)).notifications).toEqual([]);
});

test("a notification is found by its id, and a list by its days", async () => {
  const user = fakeUser("console");
  const sent = await sendSms(user);
  const page = await open();
  await page.getByLabel("User id").fill(user.userId);
  await page.getByLabel("Notification id").fill(sent.id.toLowerCase());
  await page.keyboard.press("Enter");
  await deliveryOn(page, "sms").waitFor();
  await goTo(page, `#/users/${user.userId}`);
  const rows = page
    .getByRole("list", { name: "Notifications, newest first" })
    .getByRole("listitem");
  await rows.first().waitFor();
  await page.getByLabel("To", { exact: true }).fill("2020-01-01");
  await page.getByText("No notification of this user fits the filters.").waitFor();
  await page.getByLabel("To", { exact: true }).fill("");
  await rows.first().waitFor();
});

test("a long message does not push the deliveries out of sight", async () => {
  const { userId, email } = fakeUser("console");
  const message = "A long story. ".repeat(1_100);
  const sent = await herald.send({ userId, email, message, channels: ["email"] });
  const page = await open({ viewport: { width: 1_000, height: 800 } });
  await openTimeline(page, sent);
  const { y = 0 } = (await deliveryOn(page, "email").boundingBox()) ?? {};
  expect(y).toBeLessThan(800);
  await page.getByRole("button", { name: /^Show all 15,?400 characters/ }).click();
  await page.getByRole("button", { name: "Fold the message" }).waitFor();
});

test("a new tab has the key that another one shares, and loses it with that", async () => {
  const page = await open({ withKey: false });
  await page.getByLabel("API key").fill(details.apiKey);
  await page.getByLabel("Let other tabs of this browser use the key too").check();
  await page.getByRole("button", { name: "Open the console" }).click();
  await page.getByLabel("User id").waitFor();
  const other = await page.context().newPage();
  await other.goto(details.consoleUrl);
  await other.getByLabel("User id").waitFor();
  expect(await other.evaluate("JSON.stringify([localStorage, document.cookie])")).toBe('[{},""]');
  await page.getByRole("button", { name: "Forget key" }).click();
  await other.getByLabel("API key").waitFor();
});

describe("the page", () => {
  test("starts in a locale that Intl does not know", async () => {
    const page = await open({ withKey: false });
    await page.addInitScript(
      'Object.defineProperty(Navigator.prototype, "language", { get: () => "en-US@posix" })',
    );
    await page.reload();
    await page.getByLabel("API key").waitFor();
  });

  test("says that it has not started where its script does not come", async () => {
    const page = await open({ withKey: false });
    await page.route("**/*.js", (route) => route.abort());
    await page.reload();
    await page.getByText("The console has not started.").waitFor();
  });
});
