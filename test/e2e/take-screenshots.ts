import { mkdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { customers, sendOrder } from "../../local/demonstration/order.ts";
import { TestHarness } from "../../local/demonstration/test-harness.ts";
import { fakeUser } from "../../local/fake-user.ts";
import type { LocalDetails } from "../../local/local-details.ts";
import { localDetailsFile } from "../../local/local-details.ts";
import { projectFolder } from "../../local/paths.ts";
import type { StartedBrowser } from "../support/browser.ts";
import { startBrowser } from "../support/browser.ts";
import { goTo, openConsole } from "../support/console-page.ts";
import type { PastNotification } from "../support/seed-history.ts";
import { seedHistory } from "../support/seed-history.ts";

/**
 * Takes the screenshots of the console and of mail for the documentation, from a Herald that `npm start` runs:
 * `node test/e2e/take-screenshots.ts`, with an argument for a folder other than `docs/images`.
 */
const folder = resolve(process.argv[2] ?? resolve(projectFolder, "docs", "images"));
const details = JSON.parse(await readFile(localDetailsFile, "utf8")) as LocalDetails;
const harness = new TestHarness(details);
const ann = {
  userId: `ann-${Date.now() % 100_000}`,
  email: "ann@example.com",
  phoneNumber: "+48600100200",
  pushToken: "a1b2c3d4e5f60718293a4b5c",
  messengerId: "4820012345",
};

/** E-mails of the last day, most of them in working hours. */
const past = [23, 21, 15, 12, 10, 9, 9, 8, 7, 7, 6, 6, 6, 5, 4, 3, 3, 2, 2, 1].map(
  (hoursAgo, index): PastNotification => ({
    hoursAgo,
    subject: `Order ${1006 - hoursAgo}`,
    message: index % 3 === 0 ? "Your order is on its way." : "Your order was paid for.",
    status: index % 7 === 3 ? "failed" : "delivered",
  }),
);

await mkdir(folder, { recursive: true });
const browser = await startBrowser();
try {
  const { overtaken } = await sendSome();
  await takeAll(browser, overtaken);
  await takeMails(browser);
} finally {
  await browser.close();
}

/** Sends notifications that end in every way; returns the one that a second provider accepted. */
async function sendSome(): Promise<{ overtaken: string }> {
  const { userId, email, phoneNumber, pushToken, messengerId } = ann;
  await seedHistory(details, ann, past);
  const send = (message: string, rest: object) => harness.herald.send({ userId, message, ...rest });
  const failed = await harness.whileEnabled(["fail"], () =>
    send("Nobody takes this one.", { channels: ["fail"] }),
  );
  await harness.untilDelivery(failed, "fail");
  await harness.simulator.behave("ses", { behavior: "accept", receipt: "delivered" });
  const overtaken = await harness.simulator.whileBehaving(["twilio"], "server-error", async () => {
    const sent = await send("Your order 1007 is ready. Bring an id to desk 3.", {
      subject: "Order 1007 is ready",
      channels: ["sms", "email"],
      phoneNumber,
      email,
    });
    await harness.untilDelivery(sent, "sms");
    await harness.untilDelivery(sent, "email", ({ status }) => status === "delivered");
    return sent.id;
  });
  await harness.simulator.behave("ses", { behavior: "accept" });
  const channels = ["push", "messenger"];
  const last = await send("Was everything as you like it?", { pushToken, messengerId, channels });
  await harness.untilDelivery(last, "messenger");
  return { overtaken };
}

async function takeAll(started: StartedBrowser, overtaken: string): Promise<void> {
  const list = `#/users/${ann.userId}`;
  const timeline = `${list}/notifications/${overtaken}`;
  const wide = { width: 1120, height: 850 };
  const phone = { width: 390, height: 844 };
  await take(started, "console-list", list, wide, "light");
  await take(started, "console-timeline", timeline, wide, "light");
  await take(started, "console-phone-dark", timeline, phone, "dark");
  if (process.argv.includes("--all")) {
    await take(started, "console-list-dark", list, wide, "dark");
    await take(started, "console-list-phone", list, phone, "light");
    await take(started, "console-send", `#/send?userId=${ann.userId}`, wide, "light");
    await take(started, "console-send-phone-dark", "#/send", phone, "dark");
    await take(started, "console-channels", "#/channels", wide, "light");
    await take(started, "console-channels-dark", "#/channels", wide, "dark");
  }
}

async function take(
  started: StartedBrowser,
  name: string,
  route: string,
  viewport: { width: number; height: number },
  colorScheme: "light" | "dark",
): Promise<void> {
  const { page, context } = await openConsole(started, details, { viewport, colorScheme });
  await goTo(page, route);
  await page.locator("h1").waitFor();
  await page.waitForLoadState("networkidle");
  await page.getByText("Looking…").waitFor({ state: "detached" });
  // The chart is drawn after the list is there.
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 500)))");
  await page.screenshot({ path: resolve(folder, `${name}.png`), animations: "disabled" });
  await context.close();
}

/** Takes the order's mails, of the HTML that the provider received. */
async function takeMails(started: StartedBrowser): Promise<void> {
  for (const [language, customer] of Object.entries(customers)) {
    const user = fakeUser("pictured");
    const sent = await sendOrder(harness, user, customer);
    await harness.untilDelivery(sent, "email");
    const [mail] = await harness.simulator.receivedBy(user.email);
    await takeMail(started, `mail-order-${language}`, mail?.html ?? "");
  }
}

/** Takes HTML as a mail program shows it: without scripts, and here without a network. */
async function takeMail({ browser }: StartedBrowser, name: string, html: string): Promise<void> {
  const viewport = { width: 640, height: 1 };
  const context = await browser.newContext({ viewport, offline: true, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.setContent(html);
  await page.screenshot({ path: resolve(folder, `${name}.png`), fullPage: true });
  await context.close();
}
