import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { StartedBrowser } from "./browser.ts";
import { startBrowser } from "./browser.ts";
import type { ConsolePage } from "./console-page.ts";
import { goTo, openConsole } from "./console-page.ts";
import type { DeployedHerald } from "./deployed-herald.ts";

/** Opens a page of the console, with the API key unless told otherwise. */
export type OpenConsole = (
  options?: Parameters<typeof openConsole>[2] & {
    /** What the browser has to complain of, as something that was tried is not allowed. */
    readonly expected?: RegExp;
  },
) => Promise<Page>;

/**
 * Lets the tests of a file open the console in one browser. After each test its pages are closed,
 * and must not have complained: the browser's console shows violations of the content security
 * policy.
 */
export function useConsole(deployed: DeployedHerald): OpenConsole {
  const opened: (ConsolePage & { readonly expected?: RegExp | undefined })[] = [];
  let browser: StartedBrowser | undefined;

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterEach(async () => {
    const complaints = opened.flatMap(({ complaints: all, expected }) =>
      all.filter((complaint) => expected === undefined || !expected.test(complaint)),
    );
    for (const { context } of opened.splice(0)) {
      await context.close();
    }
    await deployed.forgetProviderHealth();
    expect(complaints).toEqual([]);
  });

  afterAll(() => browser?.close());

  return async ({ expected, ...options } = {}) => {
    if (browser === undefined) {
      throw new Error("the browser is started before the first test");
    }
    const console = await openConsole(browser, deployed.details, options);
    opened.push({ ...console, expected });
    return console.page;
  };
}

/** Opens the timeline of a notification. */
export async function openTimeline(
  page: Page,
  { userId, id }: { readonly userId: string; readonly id: string },
): Promise<void> {
  await goTo(page, `#/users/${userId}/notifications/${id}`);
  await page.getByText(id).waitFor();
}

/** The part of a timeline that shows one delivery. */
export function deliveryOn(page: Page, channel: string) {
  return page.getByRole("region", { name: channel, exact: true });
}

/** Presses a button of the confirmation dialog. */
export async function answerQuestion(page: Page, button: string): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: button }).click();
}

/** The accessible name of the field that has the focus. */
export function focusedName(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement.getAttribute('name')");
}
