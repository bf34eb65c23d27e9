import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { routes } from "../../../lambdas/api/routes.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { unsubscribeLinks } from "../../../lambdas/runtime/unsubscribe-links.ts";
import { apiEvent } from "../../support/api-event.ts";
import { expectOnlyCode } from "../../support/expect-repeatable.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { AwsFailure, startFakeAws } from "../../support/fake-aws.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";
import { testSecret } from "../../support/stage-secret.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

let aws: FakeAws;
let output: RecordedOutput;
let handler: typeof import("../../../lambdas/functions/pages/handler.ts").handler;

beforeAll(async () => {
  aws = await startFakeAws();
  output = recordOutput();
  becomeFunction(aws.url, { AUTHENTICATION: "iam", NOTIFICATIONS_TABLE: "Notifications" });
});

afterAll(async () => {
  await aws.close();
  vi.restoreAllMocks();
});

beforeEach(async () => {
  aws.reset();
  output.clear();
  vi.resetModules();
  ({ handler } = await import("../../../lambdas/functions/pages/handler.ts"));
});

const userId = "ann@example.com";

function tokenOf(registeredAt = systemClock.now()): string {
  const links = unsubscribeLinks(testSecret, { retentionDays: 30, publicUrl: () => "" });
  return links({ userId, category: "marketing", registeredAt })?.split("/").at(-1) ?? "";
}

const token = tokenOf();
const oldToken = tokenOf(new Date(Date.now() - 91 * 86_400_000));

function request(id: "showUnsubscribe" | "unsubscribe", given = token, body?: string) {
  const { method, path: resource } = routes[id];
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const pathParameters = { token: given };
  const event = apiEvent({ method, resource, headers, pathParameters, ...(body && { body }) });
  return handler(event, invocationContext());
}

const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Robots-Tag": "noindex",
  "Content-Security-Policy": expect.stringMatching(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
  ),
};

/** What the user turned off. */
function turnedOff(): readonly string[] {
  return aws
    .inputsOf("DynamoDB.UpdateItem")
    .map(
      ({ Key, ExpressionAttributeNames, ExpressionAttributeValues }) =>
        `${Key.userId.S} ${ExpressionAttributeNames["#0"]} ${ExpressionAttributeValues[":0"].M.isOn.BOOL} by ${ExpressionAttributeValues[":0"].M.by.S}`,
    );
}

describe("a link that is opened", () => {
  test("asks, by a form that posts to the page's own address, and changes nothing", async () => {
    const response = await request("showUnsubscribe");
    expect(response).toMatchObject({ statusCode: 200, headers });
    expect(response.body).toContain('<form method="post"><button type="submit">Unsubscribe');
    expect(response.body).toContain("“marketing”");
    expect(aws.calls).toEqual([]);
  });

  test("shows nothing personal, runs no script and loads nothing", async () => {
    const { body } = await request("showUnsubscribe");
    expect(body).not.toContain(userId);
    expect(body).not.toContain(token);
    expect(body).not.toMatch(/<script|<link|<img|style=|https?:|src=|href=/);
    expect(body).toContain('<html lang="en">');
    expect(body).toContain('<meta name="robots" content="noindex">');
  });
});

describe("a link that is posted to", () => {
  test.each([
    ["by a mailbox's one click", "List-Unsubscribe=One-Click"],
    ["by the page's button", undefined],
    ["with anything", "%%%"],
  ])("turns the category off at once %s", async (_, body) => {
    const response = await request("unsubscribe", token, body);
    expect(response).toMatchObject({ statusCode: 200, headers });
    expect(response.body).toContain("You will get no more “marketing” messages.");
    expect(turnedOff()).toEqual([`${userId} marketing false by link`]);
    expect(output.lines).toContainEqual(expect.objectContaining({ message: "unsubscribe" }));
    expect(output.all()).not.toMatch(new RegExp(`${userId}|${token}`));
  });

  test("twice is the same twice", async () => {
    const responses = [await request("unsubscribe"), await request("unsubscribe")];
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(new Set(turnedOff()).size).toBe(1);
  });

  test("is to be repeated where DynamoDB fails", async () => {
    aws.fail("DynamoDB.UpdateItem", new AwsFailure("AccessDeniedException"));
    const response = await request("unsubscribe");
    expect(response).toMatchObject({
      statusCode: 503,
      headers: { ...headers, "Retry-After": "5" },
    });
    expect(response.body).not.toContain("<form");
    expect(output.lines).toContainEqual(expect.objectContaining({ dependency: "DynamoDB" }));
    expectOnlyCode(output, response, [userId, token]);
  });
});

describe.each(["showUnsubscribe", "unsubscribe"] as const)("%s makes no call", (id) => {
  test.each([
    ["forged", "forged", 400],
    ["empty", "", 400],
    ["changed", `${token.slice(0, -3)}AAA`, 400],
    ["too old", oldToken, 410],
  ])("where the token is %s", async (_, given, statusCode) => {
    const response = await request(id, given);
    expect(response).toMatchObject({ statusCode, headers });
    expect(response.body).not.toContain("<form");
    expect(aws.calls).toEqual([]);
  });
});
