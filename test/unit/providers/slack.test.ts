import { expect, test } from "vitest";
import { create } from "../../../lambdas/providers/slack/send.ts";
import { settingsSchema } from "../../../lambdas/providers/slack/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const server = await cannedProviders();

async function send(text: string) {
  server.requests.length = 0;
  const provider = create(settingsSchema.parse({ botToken: "xoxb-1", baseUrl: server.url }));
  const ids = { userId: "u-42", notificationId: "01J0000000000000000000000", channel: "chat" };
  return await provider.send({ to: "U012", text, ...ids }, AbortSignal.timeout(2_000));
}

test("is asked by one whole request, whose text calls nobody", async () => {
  server.response = { status: 200, body: '{"ok":true,"channel":"D012","ts":"1503435956.000247"}' };
  const outcome = await send("<!channel> *now* &amp;");
  expect(outcome).toEqual({ kind: "accepted", providerMessageId: "1503435956.000247" });
  expect(server.head).toMatchObject({
    method: "POST",
    path: "/chat.postMessage",
    headers: { authorization: "Bearer xoxb-1", "content-type": "application/json; charset=utf-8" },
  });
  expect(server.requests.map((body) => JSON.parse(body))).toEqual([
    {
      channel: "U012",
      text: "&lt;!channel&gt; *now* &amp;amp;",
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    },
  ]);
});

test("is not asked for what it would cut off", async () => {
  server.response = { status: 200, body: '{"ok":true,"channel":"D012","ts":"1.1"}' };
  expect(await send("x".repeat(40_000))).toMatchObject({ kind: "accepted" });
  expect(await send("x".repeat(40_001))).toEqual({ kind: "refused", code: "msg_too_long" });
  expect(server.requests).toEqual([]);
});

test.each([200, 429])("is too fast with %i, for as long as Slack says", async (status) => {
  const body = '{"ok":false,"error":"rate_limited"}';
  server.response = { status, body, headers: { "retry-after": "30" } };
  const outcome = { kind: "throttled", code: "rate_limited", retryAfterSeconds: 30 };
  expect(await send("text")).toEqual(outcome);
});
