import { describe, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { enterKey, goTo } from "../support/console-page.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { deliveryOn, focusedName, openTimeline, useConsole } from "../support/use-console.ts";

const deployed = new DeployedHerald();
const { herald, simulator, details } = deployed;
const open = useConsole(deployed);

describe("the API key", () => {
  test("is asked for, tried, kept in the tab and forgotten", async () => {
    const page = await open({ withKey: false });
    await page.getByLabel("API key").fill("wrong");
    await page.getByRole("button", { name: "Open the console" }).click();
    await page.getByText("Herald does not take this API key.").waitFor();

    await enterKey(page, details.apiKey);
    await page.reload();
    await page.getByRole("heading", { name: "Find a user's notifications" }).waitFor();
    const kept = "JSON.stringify([localStorage, document.cookie])";
    expect(await page.evaluate(kept)).toBe('[{},""]');

    await page.getByRole("button", { name: "Forget key" }).click();
    await page.getByLabel("API key").waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });
});

describe("a notification", () => {
  test("is sent by the form, followed on its timeline, and found by its user", async () => {
    const user = fakeUser("console");
    const page = await open();
    await page.getByRole("link", { name: "Send" }).click();
    await page.getByRole("heading", { name: "Send a notification" }).waitFor();
    await page.getByLabel("User id").fill(user.userId);
    await page.getByLabel("Subject").fill("Order 1007");
    await page.getByLabel("Message").fill("It is ready.");
    await page.getByLabel("E-mail address").fill(user.email);
    await page.getByLabel("email", { exact: true }).check();
    const [request] = await Promise.all([
      page.waitForRequest(`${details.apiUrl}/v1/notifications`),
      page.getByRole("button", { name: "Send" }).click(),
    ]);
    expect(await request.headerValue("idempotency-key")).toMatch(/^[0-9a-f-]{36}$/);

    await page.getByRole("heading", { name: "Order 1007" }).waitFor();
    const email = deliveryOn(page, "email");
    await email.getByText("ses: accepted").waitFor();
    await email.getByText("Sent by ses").waitFor();

    await page.getByRole("link", { name: `All of ${user.userId}` }).click();
    const row = page.getByRole("link", { name: /Order 1007 It is ready/ });
    expect(await row.innerText()).toMatch(/email\s+(sent|delivered)/);
    expect(await simulator.receivedBy(user.email)).toHaveLength(1);
  });

  test("that the API does not accept has its faults at their fields", async () => {
    const page = await open();
    await goTo(page, "#/send");
    await page.getByLabel("User id").fill("no spaces, please");
    await page.getByLabel("Phone number").fill("12");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("400 Bad Request").waitFor();
    for (const label of ["User id", "Message", "Phone number"]) {
      expect(await page.getByLabel(label).getAttribute("aria-invalid")).toBe("true");
    }
    expect(await page.getByLabel("Subject").getAttribute("aria-invalid")).toBe("false");
    await page.getByText(/^must start with \+ and the country code/).waitFor();
    await expect.poll(() => focusedName(page)).toBe("userId");
  });

  test("is previewed from a template, whose faults stand at its data", async () => {
    const user = fakeUser("console");
    const name = "<img src=x onerror=\"document.title='owned'\">";
    const page = await open();
    await goTo(page, "#/send");
    await page.getByLabel("User id").fill(user.userId);
    await page.getByLabel("E-mail address").fill(user.email);
    await page.getByLabel("Phone number").fill(user.phoneNumber);
    await page.getByLabel("Template").selectOption("order-ready");
    const data = page.getByLabel("Data (JSON)");
    const example = JSON.parse(await data.inputValue());
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByText(/^order\.number: /).waitFor();
    await expect.poll(() => focusedName(page)).toBe("template-data");

    const order = { ...example.order, number: name, currency: "EUR" };
    order.readyAt = "2026-11-23T15:20:00Z";
    order.items = [{ name, quantity: 1, price: 5 }];
    await data.fill(JSON.stringify({ order, customer: { name } }));
    await page.getByLabel("Language").fill("pl-PL");
    await page.getByRole("button", { name: "Preview" }).click();
    const sms = page.getByRole("region", { name: "Words for sms" });
    expect(await sms.innerText()).toContain(name);
    await page.getByRole("region", { name: "Words for email" }).waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
    expect(await simulator.receivedBy(user.email)).toEqual([]);
  });

  test("stays text whatever it says", async () => {
    const hostile = `<img src=x onerror="document.title='owned'"><script>1</script> & "quoted"`;
    const user = fakeUser("console");
    const sent = await herald.send({
      ...user,
      message: `${hostile}\njavascript:alert(1)`,
      subject: hostile,
      channels: ["email"],
    });
    const page = await open();
    await openTimeline(page, sent);
    await page.getByRole("heading", { name: hostile }).waitFor();
    expect(await page.locator("blockquote").innerText()).toContain(hostile);
    await goTo(page, `#/users/${user.userId}`);
    await page.getByRole("link", { name: /onerror/ }).waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  });
});

describe("the list", () => {
  test("is live, pages on, and narrows down", async () => {
    const { userId, email } = fakeUser("console");
    const send = (message: string) => herald.send({ userId, email, message, channels: ["email"] });
    // One after the other: at once, they would start a function each.
    for (let n = 1; n <= 26; n += 1) {
      await send(`message ${n}`);
    }
    await deployed.untilQueueIsEmpty("email");
    await simulator.whileBehaving(["ses"], "refuse-recipient", async () => {
      await deployed.untilDelivery(await send("refused"), "email");
    });
    const page = await open();
    await page.getByLabel("User id").fill(userId);
    await page.keyboard.press("Enter");
    const rows = page
      .getByRole("list", { name: "Notifications, newest first" })
      .getByRole("listitem");
    await expect.poll(() => rows.count()).toBe(25);
    await page.getByRole("button", { name: "Load older ones" }).click();
    await expect.poll(() => rows.count()).toBe(27);

    await herald.send({ userId, email: "other@example.com", message: "the newest" });
    await expect.poll(() => rows.first().innerText(), { timeout: 10_000 }).toContain("the newest");
    expect(await rows.count()).toBe(28);
    await page.getByText("The same as a table").click();
    expect(await page.getByRole("row").last().innerText()).toMatch(/\d/);

    await page.getByLabel("Status").selectOption("failed");
    await expect.poll(() => rows.count()).toBe(1);
    expect(page.url()).toContain("status=failed");
    await page.getByLabel("Channel").selectOption("sms");
    await page.getByText("No notification of this user fits the filters.").waitFor();
  });
});

describe("the channels", () => {
  test("show a provider that is down, and dead letters", async () => {
    const failing = await deployed.whileEnabled(["fail"], () =>
      herald.send({ userId: "u-42", message: "x", channels: ["fail"] }),
    );
    await deployed.untilDelivery(failing, "fail");
    await deployed.untilDeadLetter("fail", failing.id);
    const page = await open();
    await page.getByRole("link", { name: "Channels" }).click();
    const fail = page.getByRole("region", { name: "fail" });
    await fail.getByText(/(is|was) down/).waitFor();
    await expect
      .poll(() => fail.locator("dd").last().innerText(), { timeout: 15_000 })
      .toMatch(/^[1-9]/);
    const sms = page.getByRole("region", { name: "sms" });
    expect(await sms.getByRole("listitem").allInnerTexts()).toEqual([
      "twilio is in use",
      "sms-voice is in use",
    ]);
  });
});
