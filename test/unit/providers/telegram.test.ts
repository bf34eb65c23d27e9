import { expect, test } from "vitest";
import { create } from "../../../lambdas/providers/telegram/send.ts";
import { settingsSchema } from "../../../lambdas/providers/telegram/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const server = await cannedProviders();

async function send() {
  const { url: baseUrl } = server;
  const provider = create(settingsSchema.parse({ botToken: "1:aB-c_d", baseUrl }));
  const ids = { userId: "u-42", notificationId: "01J0000000000000000000000", channel: "chat" };
  return await provider.send({ to: "-1001", text: "text", ...ids }, AbortSignal.timeout(2_000));
}

test("is asked by one whole request, which asks for no preview of links", async () => {
  server.response = {
    status: 200,
    body: '{"ok":true,"result":{"message_id":7,"chat":{"id":-1001}}}',
  };
  server.requests.length = 0;
  expect(await send()).toEqual({ kind: "accepted", providerMessageId: "7" });
  expect(server.head).toMatchObject({ method: "POST", path: "/bot1:aB-c_d/sendMessage" });
  expect(server.requests.map((body) => JSON.parse(body))).toEqual([
    { chat_id: "-1001", text: "text", link_preview_options: { is_disabled: true } },
  ]);
});

test.each([
  [{ parameters: { retry_after: 35 } }, { retryAfterSeconds: 35 }],
  [{ parameters: { retry_after: -1 } }, {}],
  [{}, {}],
])("an error with %j waits: %j", async (more, wait) => {
  const body = JSON.stringify({ ok: false, error_code: 429, description: "Too Many", ...more });
  server.response = { status: 429, body };
  expect(await send()).toMatchObject({ kind: "throttled", ...wait });
});

test("only what is too fast waits", async () => {
  const parameters = { retry_after: 35 };
  server.response = {
    status: 500,
    body: JSON.stringify({ ok: false, error_code: 500, parameters }),
  };
  expect(await send()).toEqual({ kind: "unavailable", code: "500" });
});
