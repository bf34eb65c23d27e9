import { describe, expect, test } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { create } from "../../../lambdas/providers/whatsapp/send.ts";
import { settingsSchema } from "../../../lambdas/providers/whatsapp/settings.ts";
import { templateParameter } from "../../../lambdas/providers/whatsapp/template-parameter.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const server = await cannedProviders();

const ids = { userId: "u|42", notificationId: "01J0000000000000000000000A", channel: "chat" };
const message: ProviderMessage = { to: "48600100200", text: "one\ntwo", ...ids };
const required = { accessToken: "token", phoneNumberId: "106540352242922" };
const template = { templateName: "news", templateLanguage: "en_US" };
const shared = {
  messaging_product: "whatsapp",
  recipient_type: "individual",
  to: "48600100200",
  biz_opaque_callback_data: JSON.stringify(ids),
};

async function send(settings: object, fields: Partial<ProviderMessage> = {}) {
  server.requests.length = 0;
  server.response = { status: 200, body: '{"messages":[{"id":"wamid.HBgLNDg2MDAxMDAyMDA="}]}' };
  const provider = create(settingsSchema.parse({ ...required, baseUrl: server.url, ...settings }));
  const outcome = await provider.send({ ...message, ...fields }, AbortSignal.timeout(2_000));
  return { outcome, bodies: server.requests.map((body) => JSON.parse(body)) };
}

describe("WhatsApp is asked by one whole request", () => {
  test("for the template, with the text as its parameter", async () => {
    const { bodies } = await send(template);
    expect(server.head).toMatchObject({
      method: "POST",
      path: "/v24.0/106540352242922/messages",
      headers: { authorization: "Bearer token", "content-type": "application/json" },
    });
    const components = [{ type: "body", parameters: [{ type: "text", text: "one two" }] }];
    const given = { name: "news", language: { code: "en_US" }, components };
    expect(bodies).toEqual([{ ...shared, type: "template", template: given }]);
  });

  test("for a template that takes nothing", async () => {
    const { bodies } = await send({ ...template, templateTakesText: false });
    const given = { name: "news", language: { code: "en_US" }, components: [] };
    expect(bodies).toEqual([{ ...shared, type: "template", template: given }]);
  });

  test("for the text as it is", async () => {
    const { bodies } = await send({ send: "text" });
    expect(bodies).toEqual([{ ...shared, type: "text", text: { body: "one\ntwo" } }]);
  });

  test.each(["US.13491208655302741918", "US.ENT.11815799212886844830"])("to %s", async (to) => {
    const { bodies } = await send(template, { to });
    expect(bodies).toMatchObject([{ recipient: to }]);
    expect(bodies[0]).not.toHaveProperty("to");
  });
});

test("a message's id does not hold the recipient's number", async () => {
  const { outcome } = await send(template);
  // printf %s "wamid.HBgLNDg2MDAxMDAyMDA=" | sha256sum
  const providerMessageId = "95f2d439e67e3f94371f11233deac14f13c0f3a072a94fe3fc95f148acf1cd1a";
  expect(outcome).toEqual({ kind: "accepted", providerMessageId });
});

test("the longest ids fit into what WhatsApp brings back: 256 bytes", async () => {
  const longest = { userId: "u".repeat(128), channel: "c".repeat(32) };
  const { bodies } = await send(template, longest);
  expect(Buffer.byteLength(bodies[0].biz_opaque_callback_data)).toBe(232);
});

test.each([
  ["Hello", "Hello"],
  ["one\ntwo", "one two"],
  ["one \r\n\n\t two\n", "one two"],
  ["four    spaces", "four    spaces"],
  ["five     spaces", "five spaces"],
  ["one\u2028two", "one two"],
])("a template's parameter for %j is %j", (text, parameter) => {
  expect(templateParameter(text)).toBe(parameter);
});

test.each([
  [{}, ["templateName", "templateLanguage"]],
  [{ templateName: "news" }, ["templateLanguage"]],
  [template, []],
  [{ send: "text" }, []],
])("settings with %j lack %j", (settings, lacking) => {
  const { error } = settingsSchema.safeParse({ ...required, ...settings });
  expect((error?.issues ?? []).map(({ path }) => path[0])).toEqual(lacking);
});
