import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../lambdas/core/outcome.ts";
import { loadSendingProviders } from "../../../lambdas/providers/load-providers.ts";
import type { ProviderId } from "../../../lambdas/providers/registry.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import type { CannedResponse } from "../../contract/provider-contract/canned-server.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const server = await cannedProviders();

async function outcomeOf(id: ProviderId, response: CannedResponse): Promise<Outcome | undefined> {
  server.response = response;
  const [module] = await loadSendingProviders([id]);
  const local = localProviderSettings(server.url)[id];
  const settings = module?.settingsSchema.parse({ ...local, baseUrl: server.url });
  const ids = { userId: "u-42", notificationId: "01J00000000000000000000000", channel: "mix" };
  const message = { to: "token-1", text: "text", ...ids };
  return settings && module?.create(settings).send(message, AbortSignal.timeout(2_000));
}

const sid = `SM${"0".repeat(32)}`;
const accepted = (providerMessageId: string): Outcome => ({ kind: "accepted", providerMessageId });
const unreadable: Outcome = { kind: "unknown", code: "non-json-answer" };

describe("a response, as it was taken", () => {
  test.each<[ProviderId, CannedResponse, string]>([
    ["messenger", { status: 200, body: '{"recipient_id":"1","message_id":"m_1"}' }, "m_1"],
    ["pushy", { status: 200, body: '{"success":true,"id":"p1","info":{"failed":[]}}' }, "p1"],
    ["pushy", { status: 200, body: '{"success":true,"id":"p1","info":{}}' }, "p1"],
    ["pushy", { status: 200, body: '{"success":true,"id":"p1"}' }, "p1"],
    [
      "pushy",
      { status: 200, body: '{"success":true,"id":"p1","info":{"failed":["token-2"]}}' },
      "p1",
    ],
    ["sendgrid", { status: 202, headers: { "X-Message-Id": "sg.1" } }, "sg.1"],
    ["twilio", { status: 201, body: `{"sid":"${sid}","status":"queued"}` }, sid],
    ["twilio", { status: 201, body: `{"sid":"${sid}","status":"accepted"}` }, sid],
    [
      "ses",
      {
        status: 200,
        body: "<SendEmailResponse><SendEmailResult><MessageId>ses-1</MessageId></SendEmailResult></SendEmailResponse>",
      },
      "ses-1",
    ],
  ])("%s: %j is accepted with its id", async (id, response, providerMessageId) => {
    expect(await outcomeOf(id, response)).toEqual(accepted(providerMessageId));
  });

  test.each<[ProviderId, CannedResponse, Outcome]>([
    ["messenger", { status: 200, body: "<html>" }, unreadable],
    ["pushy", { status: 200, body: "<html>" }, unreadable],
    ["twilio", { status: 200, body: "<html>" }, unreadable],
    ["twilio", { status: 201, body: "<html>" }, unreadable],
    [
      "twilio",
      { status: 201, body: '{"status":"queued"}' },
      { kind: "unknown", code: "no-message-id" },
    ],
    ["twilio", { status: 300, body: "<html>" }, { kind: "misconfigured", code: "http-300" }],
    ["twilio", { status: 500, body: '{"code":"soon"}' }, { kind: "unavailable", code: "http-500" }],
    [
      "pushy",
      { status: 200, body: '{"code":"NO_RECIPIENTS"}' },
      { kind: "refused", code: "NO_RECIPIENTS" },
    ],
    ["pushy", { status: 500, body: "<html>" }, { kind: "unavailable", code: "http-500" }],
    [
      "pushy",
      { status: 200, body: '{"success":true,"id":"p1","info":{"failed":["token-1"]}}' },
      { kind: "refused", code: "failed-token", suppress: true },
    ],
    ["sendgrid", { status: 400, body: "<html>" }, { kind: "misconfigured", code: "http-400" }],
    [
      "sendgrid",
      { status: 200, headers: { "X-Message-Id": "sg.1" } },
      { kind: "unknown", code: "http-200" },
    ],
  ])("%s: %j comes to %j", async (id, response, outcome) => {
    expect(await outcomeOf(id, response)).toEqual(outcome);
  });
});
