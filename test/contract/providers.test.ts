import { randomBytes } from "node:crypto";
import {
  CreateConfigurationSetCommand,
  SESClient,
  VerifyEmailIdentityCommand,
} from "@aws-sdk/client-ses";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { attachmentBytesLimit } from "../../lambdas/core/mail-fields.ts";
import type { Outcome } from "../../lambdas/core/outcome.ts";
import type { ProviderMessage } from "../../lambdas/core/provider.ts";
import type { SendingProvider } from "../../lambdas/providers/load-providers.ts";
import { loadSendingProviders } from "../../lambdas/providers/load-providers.ts";
import { providerIds } from "../../lambdas/providers/registry.ts";
import { localStage, stageVariable } from "../../lambdas/runtime/environment.ts";
import { localProviderSettings } from "../../local/simulator/settings.ts";
import type { Simulator } from "../../local/simulator/simulator.ts";
import { startSimulator } from "../../local/simulator/simulator.ts";
import "../support/provided-context.ts";
import { attachmentOf, richFields } from "../support/rich-mail.ts";
import type { CannedResponse, CannedServer } from "./provider-contract/canned-server.ts";
import { startCannedServer } from "./provider-contract/canned-server.ts";
import type { NamedResponse } from "./provider-contract/provider-row.ts";
import type { NamedRow } from "./provider-contract/provider-rows.ts";
import { providerRows } from "./provider-contract/provider-rows.ts";
import {
  receivedMessages,
  resetSimulator,
  setBehavior,
} from "./provider-contract/simulator-client.ts";

let simulator: Simulator;
/** By the id of a provider that is not called over HTTP, and `http` for all others. */
const cannedServers = new Map<string, CannedServer>();

beforeAll(async () => {
  vi.stubEnv(stageVariable, localStage);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  simulator = await startSimulator({ port: 0, awsEndpoint: inject("awsEndpoint") });
  cannedServers.set("http", await startCannedServer());
  for (const { id, service } of providerRows) {
    if (service) {
      cannedServers.set(id, await service.start());
    }
  }
});

afterAll(async () => {
  await simulator.close();
  await Promise.all([...cannedServers.values()].map((server) => server.close()));
  vi.unstubAllEnvs();
});

beforeEach(() => resetSimulator(simulator.url));

const text = "Your order is ready: żółw 🐢 & <co>";
const hangTimeoutMs = 150;

function messageFor({ to }: NamedRow, fields: Partial<ProviderMessage> = {}): ProviderMessage {
  const ids = { userId: "u-42@example|x", notificationId: "01J00000000000000000000000" };
  return { to, text, channel: "mix", ...ids, ...fields };
}

async function moduleOf({ id }: NamedRow): Promise<SendingProvider> {
  const [module] = await loadSendingProviders([id]);
  if (module === undefined) {
    throw new Error(`there is no provider ${id}`);
  }
  return module;
}

function cannedOf({ id }: NamedRow): CannedServer {
  return cannedServers.get(id) ?? (cannedServers.get("http") as CannedServer);
}

function localSettings({ id }: NamedRow) {
  return localProviderSettings(simulator.url, simulator.serverUrls)[id];
}

/** Sends one message with the local settings, changed as given. */
async function send(
  row: NamedRow,
  settings: Readonly<Record<string, unknown>> = {},
  message: ProviderMessage = messageFor(row),
  timeoutMs = 5_000,
): Promise<Outcome> {
  const module = await moduleOf(row);
  const local = localSettings(row);
  const provider = module.create(module.settingsSchema.parse({ ...local, ...settings }));
  return await provider.send(message, AbortSignal.timeout(timeoutMs));
}

async function sendTo(row: NamedRow, response: CannedResponse): Promise<Outcome> {
  const canned = cannedOf(row);
  canned.response = response;
  canned.requests.length = 0;
  const timeoutMs = response === "hang" ? hangTimeoutMs : undefined;
  return await send(row, { baseUrl: canned.url }, messageFor(row), timeoutMs);
}

/** What a service may do, whichever it is. */
const httpResponses: readonly NamedResponse[] = [
  ["garbage with 200", { status: 200, body: "<html>no</html><p>" }, "unknown"],
  ["garbage with 201", { status: 201, body: "<html>no</html><p>" }, "unknown"],
  ["nothing with 200", { status: 200 }, "unknown"],
  ["a redirect", { status: 302, headers: { location: "/elsewhere" } }, "misconfigured"],
  ["404", { status: 404, body: "not here" }, "misconfigured"],
  ["408", { status: 408 }, "unavailable"],
  ["429", { status: 429, body: "slow down" }, "throttled"],
  ["500", { status: 500, body: "<html>oops</html>" }, "unavailable"],
  ["502", { status: 502, body: "<html>oops</html>" }, "unknown"],
  ["503", { status: 503, body: "busy" }, "unavailable"],
  ["504", { status: 504 }, "unknown"],
  ["no answer", "hang", "unknown"],
  ["a reset", "reset", "unknown"],
  ["half an answer", "reset-mid-answer", "unknown"],
];

let preparation: Promise<void> | undefined;

/** What SES asks for before it takes a message, once; nothing for another provider. */
async function prepare({ id }: NamedRow): Promise<void> {
  if (id === "ses") {
    preparation ??= prepareSes();
    await preparation;
  }
}

async function prepareSes(): Promise<void> {
  const client = new SESClient({ endpoint: inject("awsEndpoint"), region: "us-east-1" });
  await client.send(new VerifyEmailIdentityCommand({ EmailAddress: "herald@example.com" }));
  const ConfigurationSet = { Name: "herald-local" };
  await client.send(new CreateConfigurationSetCommand({ ConfigurationSet }));
}

describe.each(providerRows)("$id", (row) => {
  beforeAll(() => prepare(row));

  test("accept: names the message and hands over recipient and text exactly", async () => {
    const outcome = await send(row);
    const received = await receivedMessages(simulator.url);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ provider: row.id, recipient: row.to, text });
    expect(outcome).toEqual({
      kind: "accepted",
      providerMessageId: received[0]?.providerMessageId,
    });
  });

  test("takes a message with a subject that expires", async () => {
    const fields = { subject: "Order 1007", expiresAt: new Date(Date.now() + 60_000) };
    expect(await send(row, {}, messageFor(row, fields))).toMatchObject({ kind: "accepted" });
  });

  test.each([
    ["refuse-recipient", "refused"],
    ["rate-limit", "throttled"],
    ["server-error", "unavailable"],
    ["bad-credentials", "misconfigured"],
  ] as const)("%s → %s", async (behavior, kind) => {
    await setBehavior(simulator.url, row.id, { behavior });
    const outcome = await send(row);
    expect(outcome).toMatchObject({ kind });
    expectNothingPersonal(outcome, row);
    expect(await receivedMessages(simulator.url)).toEqual([]);
  });

  test("perSecond: what is too fast → throttled, as its own rate limit", async () => {
    await setBehavior(simulator.url, row.id, { behavior: "rate-limit" });
    const tooFast = await send(row);
    await setBehavior(simulator.url, row.id, { perSecond: 1 });
    expect(await send(row)).toMatchObject({ kind: "accepted" });
    expect(await send(row)).toEqual(tooFast);
    expect(await receivedMessages(simulator.url)).toHaveLength(1);
  });

  test("hang → unknown, within its time-out", async () => {
    await setBehavior(simulator.url, row.id, { behavior: "hang" });
    const start = performance.now();
    const outcome = await send(row, {}, messageFor(row), hangTimeoutMs);
    expect(outcome).toEqual({ kind: "unknown", code: "timeout" });
    expect(performance.now() - start).toBeLessThan(hangTimeoutMs + 1_000);
  });

  test("reset → unknown", async () => {
    await setBehavior(simulator.url, row.id, { behavior: "reset" });
    expect(await send(row)).toEqual({ kind: "unknown", code: "connection-reset" });
    expect(await receivedMessages(simulator.url)).toEqual([]);
  });

  test("accept-then-reset → unknown, and received once", async () => {
    await setBehavior(simulator.url, row.id, { behavior: "accept-then-reset" });
    expect(await send(row)).toEqual({ kind: "unknown", code: "connection-reset" });
    expect(await receivedMessages(simulator.url)).toHaveLength(1);
  });

  test("a text longer than it takes → refused", async () => {
    const message = messageFor(row, { text: row.oversizedText });
    expect(await send(row, {}, message)).toMatchObject({ kind: "refused" });
    expect(await receivedMessages(simulator.url)).toEqual([]);
  });

  test("a closed port → unavailable", async () => {
    const { url: baseUrl, close } = await (row.service?.start ?? startCannedServer)();
    await close();
    expect(await send(row, { baseUrl })).toEqual({
      kind: "unavailable",
      code: "connection-refused",
    });
  });

  test.each(row.service?.responses ?? httpResponses)(
    "%s → %s, after one request",
    async (_name, response, kind) => {
      const outcome = await sendTo(row, response);
      expect(outcome).toMatchObject({ kind });
      expectNothingPersonal(outcome, row);
      expect(cannedOf(row).requests).toHaveLength(1);
    },
  );

  test.runIf(row.responseWithoutId)("an answer without the message's id → unknown", async () => {
    const outcome = await sendTo(row, row.responseWithoutId ?? "hang");
    expect(outcome).toEqual({ kind: "unknown", code: "no-message-id" });
  });

  test.each(row.rareResponses.map((each) => ({ each })))("$each", async ({ each }) => {
    const [status, body, kind, code, suppress] = each;
    const outcome = await sendTo(row, { status, body });
    expect(outcome).toEqual({ kind, code, ...(suppress === "suppress" && { suppress: true }) });
  });

  test("is registered under its id and needs the address that its row says", async () => {
    expect(await moduleOf(row)).toMatchObject({ id: row.id, address: row.address });
  });

  test.each([...Object.entries(row.badSettings), ["unheardOf", true] as const])(
    "settings: a bad %s is named",
    async (field, value) => {
      const { settingsSchema } = await moduleOf(row);
      const local = localSettings(row);
      const { error } = settingsSchema.safeParse({ ...local, [field]: value });
      expect(JSON.stringify(error?.issues)).toContain(`"${field}"`);
    },
  );
});

const mailRows = providerRows.filter(({ address }) => address === "email");

describe.each(mailRows)("$id: a mail", (row) => {
  beforeAll(() => prepare(row));

  test("with HTML, files and a way to unsubscribe arrives as it was given", async () => {
    const outcome = await send(row, {}, messageFor(row, richFields));
    expect(outcome).toMatchObject({ kind: "accepted" });
    const [received] = await receivedMessages(simulator.url);
    expect(received).toMatchObject({
      provider: row.id,
      recipient: row.to,
      text,
      subject: richFields.subject,
      html: richFields.html,
      replyTo: richFields.replyTo,
    });
    expect(received?.headers).toEqual({
      "in-reply-to": richFields.headers["In-Reply-To"],
      references: richFields.headers.References,
      "x-order": richFields.headers["X-Order"],
      "x-words": richFields.headers["X-Words"],
      "list-unsubscribe": `<${richFields.unsubscribeUrl}>`,
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    expect(received?.attachments?.toSorted(byFilename)).toEqual(
      richFields.attachments.toSorted(byFilename).map(({ content: _, ...file }) => ({
        ...file,
        contentType: file.contentType.replace(/;.*/, ""),
      })),
    );
  });

  test("with 4 MB of files arrives byte for byte", async () => {
    const attachments = [attachmentOf("large.bin", randomBytes(attachmentBytesLimit))];
    const message = messageFor(row, { attachments });
    expect(await send(row, {}, message)).toMatchObject({ kind: "accepted" });
    const [received] = await receivedMessages(simulator.url);
    expect(received?.attachments).toMatchObject(
      attachments.map(({ filename, size, sha256 }) => ({ filename, size, sha256 })),
    );
  });

  test.each([
    ["HTML", { html: richFields.html }],
    ["an address for replies", { replyTo: richFields.replyTo }],
    ["a header", { headers: { "X-Order": "1007" } }],
    ["a file", { attachments: [richFields.attachments[0]] }],
    ["a way to unsubscribe", { unsubscribeUrl: richFields.unsubscribeUrl }],
  ])("may have nothing but text and %s", async (_, fields) => {
    await send(row, {}, messageFor(row, fields));
    const [received] = await receivedMessages(simulator.url);
    const { html, replyTo, headers, attachments } = received ?? {};
    const parts = [html, replyTo, headers, attachments].filter((part) => part !== undefined);
    expect([received?.text, parts.length]).toEqual([text, 1]);
  });

  test("with nothing but text stays what it was", async () => {
    await send(row, {}, messageFor(row, { subject: "Order 1007" }));
    const [received] = await receivedMessages(simulator.url);
    expect(received).toEqual({
      provider: row.id,
      at: expect.any(String),
      recipient: row.to,
      text,
      subject: "Order 1007",
      providerMessageId: expect.any(String),
    });
  });
});

function byFilename(one: { filename: string }, other: { filename: string }): number {
  return one.filename < other.filename ? -1 : 1;
}

test.each(["ses", "postmark"])("%s: a file that it does not carry → refused", async (id) => {
  const row = providerRows.find((each) => each.id === id) as NamedRow;
  await prepare(row);
  const attachments = [attachmentOf("setup.exe", randomBytes(10))];
  const outcome = await send(row, {}, messageFor(row, { attachments }));
  expect(outcome).toMatchObject({ kind: "refused" });
  expect(JSON.stringify(outcome)).not.toContain("setup");
});

test("ses: what reads mail at the emulator finds the same in a raw mail", async () => {
  const row = providerRows.find(({ id }) => id === "ses") as NamedRow;
  await prepare(row);
  const [file, , image] = richFields.attachments;
  const message = messageFor(row, { ...richFields, attachments: [file, image] });
  const outcome = (await send(row, {}, message)) as { providerMessageId: string };
  const response = await fetch(`${inject("awsEndpoint")}/_ministack/ses/messages`);
  const { messages } = (await response.json()) as { messages: Record<string, SentEmail[]> };
  const sent = Object.values(messages).flat();
  const email = sent.find(({ MessageId }) => MessageId === outcome.providerMessageId);
  expect(email).toMatchObject({
    Type: "SendRawEmail",
    To: [row.to],
    Subject: richFields.subject,
    BodyText: text,
    BodyHtml: richFields.html.replaceAll("\n", "\r\n"),
  });
});

interface SentEmail {
  readonly MessageId: string;
}

const rowsWithCredentials = providerRows.filter(({ wrongCredentials }) => wrongCredentials);

test.each(rowsWithCredentials)("$id: wrong credentials → misconfigured", async (row) => {
  const outcome = await send(row, row.wrongCredentials);
  expect(outcome).toMatchObject({ kind: "misconfigured" });
  expectNothingPersonal(outcome, row);
});

test("every provider that calls somebody has a row", () => {
  const ids = providerRows.map(({ id }) => id);
  expect([...ids, "always-fail"].sort()).toEqual(providerIds.toSorted());
});

/** No address, text or secret may leave the provider in an outcome. */
function expectNothingPersonal(outcome: Outcome, row: NamedRow): void {
  const written = JSON.stringify(outcome);
  const local = localSettings(row);
  const settings = Object.values(local ?? {}).filter((value) => typeof value === "string");
  for (const secret of [row.to, text, ...settings]) {
    expect(written).not.toContain(secret);
  }
}
