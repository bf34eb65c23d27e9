import { expect, test } from "vitest";
import { unsubscribePath } from "../../lambdas/runtime/unsubscribe-path.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();
const user = fakeUser("unsubscribing");

/** Sends a mail; returns how it ended. */
async function mail(category?: string) {
  const sent = await herald.herald.send({
    ...user,
    message: "A third off until Sunday",
    channels: ["email"],
    ...(category !== undefined && { category }),
  });
  return herald.untilDelivery(sent, "email");
}

/** The link of the mail that arrived last. */
async function linkOfLastMail(): Promise<string> {
  const received = await herald.simulator.receivedBy(user.email);
  const [, link = ""] = /^<(.+)>$/.exec(received.at(-1)?.headers?.["list-unsubscribe"] ?? "") ?? [];
  return link;
}

/** A mailbox's one click. */
function click(link: string): Promise<Response> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return fetch(link, { method: "POST", headers, body: "List-Unsubscribe=One-Click" });
}

test("one click ends mail of a category, leaves what is transactional, and is forgotten with the user", async () => {
  expect(await mail("marketing")).toMatchObject({ status: "sent" });
  const link = await linkOfLastMail();
  expect(link).toContain(unsubscribePath.replace("{token}", ""));

  // A scanner's look changes nothing.
  const asked = await fetch(link);
  expect(asked.status).toBe(200);
  expect(asked.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(asked.headers.get("x-robots-tag")).toBe("noindex");
  expect(await asked.text()).toContain('<form method="post">');
  expect(await herald.herald.preferences(user.userId)).toEqual({
    userId: user.userId,
    categories: {},
    channels: {},
  });

  for (const _ of ["at once", "and again"]) {
    const clicked = await click(link);
    expect(clicked.status).toBe(200);
    expect(await clicked.text()).toContain("You will get no more “marketing” messages.");
  }
  const off = { userId: user.userId, categories: { marketing: false }, channels: {} };
  expect(await herald.herald.preferences(user.userId)).toEqual(off);

  expect(await mail("marketing")).toMatchObject({
    status: "failed",
    failureReason: "unsubscribed",
    lastError: "the user has unsubscribed",
    attempts: 0,
    trail: [],
  });
  expect(await mail("digest")).toMatchObject({ status: "sent" });
  expect(await mail()).toMatchObject({ status: "sent" });
  expect(await linkOfLastMail()).toBe("");
  expect(await herald.simulator.receivedBy(user.email)).toHaveLength(3);

  const on = { ...off, categories: { marketing: true } };
  const changes = { categories: { marketing: true } };
  expect(await herald.herald.changePreferences(user.userId, changes)).toEqual(on);
  expect(await mail("marketing")).toMatchObject({ status: "sent" });

  const { records } = await herald.herald.export(user.userId, { limit: 100 });
  expect(records.find(({ kind }) => kind === "suppressions")?.content).toMatchObject({
    categories: { marketing: { isOn: true, by: "caller" } },
  });
  await herald.herald.erase(user.userId);
  expect(await herald.recordsOf(user.userId)).toEqual([]);
  expect((await herald.herald.preferences(user.userId)).categories).toEqual({});
});

test("a link that was not made here is refused by one plain page", async () => {
  const place = herald.details.apiUrl + unsubscribePath;
  for (const token of ["x", "A".repeat(200)]) {
    for (const method of ["GET", "POST"]) {
      const response = await fetch(place.replace("{token}", token), { method });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain("<h1>This link does not work</h1>");
    }
  }
});

test("a complaint about mail of a category turns it off, beside its address", async () => {
  const complaining = fakeUser("complaining-of-a-category");
  const receipt = { behavior: "accept", receipt: "complained" } as const;
  await herald.simulator.behave("ses", receipt);
  const sent = await herald.herald.send({
    ...complaining,
    message: "A third off",
    channels: ["email"],
    category: "marketing",
  });
  await herald.untilReceipt(sent, "email");
  await herald.simulator.behave("ses", { behavior: "accept" });
  expect(await herald.herald.preferences(complaining.userId)).toMatchObject({
    categories: { marketing: false },
  });
  expect((await herald.herald.suppressions(complaining.userId)).suppressions).toHaveLength(1);
});
