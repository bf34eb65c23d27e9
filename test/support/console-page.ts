import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { LocalDetails } from "../../local/local-details.ts";
import type { StartedBrowser } from "./browser.ts";

/** A page of the console, and its complaints. */
export interface ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Uncaught errors, and errors and warnings on the browser's console. */
  readonly complaints: readonly string[];
}

/** Opens the console in a new browser profile, with the API key unless told otherwise. */
export async function openConsole(
  { browser }: StartedBrowser,
  { consoleUrl, apiKey }: Pick<LocalDetails, "consoleUrl" | "apiKey">,
  options: BrowserContextOptions & { withKey?: boolean } = {},
): Promise<ConsolePage> {
  const { withKey = true, ...contextOptions } = options;
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "UTC",
    ...contextOptions,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // The browser reports each response of 400 or more; the page shows it too.
    const isResponse = message.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(message.type()) && !isResponse) {
      complaints.push(message.text());
    }
  });
  await page.goto(consoleUrl);
  if (withKey) {
    await enterKey(page, apiKey);
  }
  return { page, context, complaints };
}

/** Enters the API key where the console asks for it. @param heading of the view that follows. */
export async function enterKey(
  page: Page,
  apiKey: string,
  heading = "Find a user's notifications",
): Promise<void> {
  await page.getByLabel("API key").fill(apiKey);
  await page.getByRole("button", { name: "Open the console" }).click();
  await page.getByRole("heading", { name: heading }).waitFor();
}

/** Goes to another route of the console without reloading, and waits until it is shown. */
export async function goTo(page: Page, route: string): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    addEventListener("hashchange", () => requestAnimationFrame(done), { once: true });
    location.hash = ${JSON.stringify(route)};
  })`);
}
