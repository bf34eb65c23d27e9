import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import type { SMTPServerOptions } from "smtp-server";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { codePattern } from "../../../lambdas/core/outcome.ts";
import type { Provider, ProviderMessage } from "../../../lambdas/core/provider.ts";
import { maxIdleMs } from "../../../lambdas/providers/connections.ts";
import { replyOutcome } from "../../../lambdas/providers/smtp/rules.ts";
import { create } from "../../../lambdas/providers/smtp/send.ts";
import { settingsSchema } from "../../../lambdas/providers/smtp/settings.ts";
import { stageVariable } from "../../../lambdas/runtime/environment.ts";
import type { CannedServer } from "../../contract/provider-contract/canned-server.ts";
import { startCannedSmtpServer } from "../../contract/provider-contract/canned-smtp-server.ts";
import { secret } from "../../support/error-texts.ts";
import { localCertificate } from "../../support/local-certificate.ts";

let canned: CannedServer;
const closers: (() => Promise<void>)[] = [];
const took = { status: 250, body: "2.0.0 Ok: queued" };

beforeEach(async () => {
  vi.stubEnv(stageVariable, "local");
  canned = await startCannedSmtpServer();
  canned.response = took;
  closers.push(canned.close);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await Promise.all(closers.splice(0).map((close) => close()));
});

function providerOf(settings: object = {}): Provider {
  const from = "Acme <herald@example.com>";
  return create(settingsSchema.parse({ baseUrl: canned.url, from, ...settings }));
}

const message: ProviderMessage = {
  to: "ann@example.com",
  text: "Your order is ready",
  userId: "u-42",
  notificationId: "01KBCWHCG0ZZ0000000000000Z",
  channel: "email",
};

function send(provider: Provider, timeoutMs = 2_000, fields: Partial<ProviderMessage> = {}) {
  return provider.send({ ...message, ...fields }, AbortSignal.timeout(timeoutMs));
}

const accepted = { kind: "accepted", providerMessageId: expect.stringMatching(/@example\.com$/) };

describe("connections", () => {
  test("messages one after the other share one", async () => {
    const provider = providerOf({ user: "herald", password: "secret" });
    for (const _ of [1, 2, 3]) {
      expect(await send(provider)).toEqual(accepted);
    }
    expect(canned.requests).toHaveLength(3);
    expect(canned.connections).toBe(1);
  });

  test.each([
    [undefined, 3],
    [1, 1],
    [10, 10],
  ])("with maxConnections %s, ten at once and ten more share %i", async (maxConnections, count) => {
    const provider = providerOf({ maxConnections });
    const batch = () => Promise.all(Array.from({ length: 10 }, () => send(provider)));
    expect(new Set((await batch()).map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    await batch();
    expect(canned.requests).toHaveLength(20);
    expect(canned.connections).toBe(count);
  });

  test("one that was idle for too long is not used again, though no timer ran meanwhile", async () => {
    const provider = providerOf();
    await send(provider);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + maxIdleMs });
    expect(await send(provider)).toEqual(accepted);
    expect(canned.connections).toBe(2);
  });

  test("one that the server closed meanwhile costs the next message nothing", async () => {
    const server = await startServer({ hideSTARTTLS: true });
    const provider = providerOf({ baseUrl: server.url });
    expect(await send(provider)).toEqual(accepted);
    server.hangUp();
    expect(await send(provider)).toEqual(accepted);
    expect(server.taken).toBe(2);
  });

  test("one whose message failed is closed", async () => {
    const provider = providerOf();
    canned.response = { status: 550, body: "RCPT TO: 5.1.1 Nobody" };
    expect(await send(provider)).toMatchObject({ kind: "refused" });
    canned.response = took;
    expect(await send(provider)).toEqual(accepted);
    expect(canned.connections).toBe(2);
  });

  test("a message whose turn does not come only waits, and leaves no place taken", async () => {
    const provider = providerOf({ maxConnections: 1 });
    canned.response = "hang";
    const timeUp = new AbortController();
    const first = provider.send(message, timeUp.signal);
    await vi.waitFor(() => expect(canned.requests).toHaveLength(1));
    expect(await send(provider, 50)).toEqual({ kind: "throttled", code: "no-free-connection" });
    timeUp.abort();
    expect(await first).toEqual({ kind: "unknown", code: "timeout" });
    canned.response = took;
    expect(await send(provider)).toEqual(accepted);
    expect(canned.requests).toHaveLength(2);
  });
});

describe("before the server has a message, nothing is unknown", () => {
  test("when the time is up", async () => {
    const timeUp = new AbortController();
    const server = await startServer({ onRcptTo: () => timeUp.abort(), hideSTARTTLS: true });
    const provider = providerOf({ baseUrl: server.url });
    expect(await provider.send(message, timeUp.signal)).toEqual({
      kind: "unavailable",
      code: "smtp-timeout",
    });
    await vi.waitFor(() => expect(server.open()).toBe(0));
  });

  test("when the time was up before it began", async () => {
    expect(await providerOf().send(message, AbortSignal.abort())).toEqual({
      kind: "unavailable",
      code: "connect-timeout",
    });
    expect(canned.requests).toEqual([]);
  });

  test("when no name leads there", async () => {
    const provider = providerOf({ baseUrl: "smtp://nowhere.invalid:25" });
    expect(await send(provider)).toEqual({ kind: "unavailable", code: "dns-failure" });
  });
});

test("the whole envelope and message are as they were given", async () => {
  const server = await startServer({ hideSTARTTLS: true });
  const text = "one\n.\n..two 🐢";
  await send(providerOf({ baseUrl: server.url }), 2_000, { text, subject: "Order 1007" });
  expect(server.mails).toEqual([
    {
      greeting: "example.com",
      from: "herald@example.com",
      to: ["ann@example.com"],
      content: expect.stringMatching(/^Subject: Order 1007\r$/m),
    },
  ]);
});

describe("TLS", () => {
  const trusted = { caCertificate: localCertificate.cert, user: "herald", password: "secret" };

  beforeEach(() => {
    vi.stubEnv(stageVariable, "production");
  });

  test.each([
    ["STARTTLS", false],
    ["TLS from the start", true],
  ])("by %s, the password and the mail are encrypted", async (_, secure) => {
    const server = await startServer({ ...localCertificate, secure, authOptional: false });
    const provider = providerOf({ ...trusted, baseUrl: server.url });
    expect(await send(provider)).toEqual(accepted);
    expect(server.logins).toEqual([{ username: "herald", password: "secret", secure: true }]);
  });

  test.each([false, true])("a certificate that nobody vouches for is not taken", async (secure) => {
    const server = await startServer({ ...localCertificate, secure });
    const provider = providerOf({ ...trusted, caCertificate: undefined, baseUrl: server.url });
    expect(await send(provider)).toEqual({ kind: "unavailable", code: "tls-failure" });
    expect(server.logins).toEqual([]);
  });

  test("a server without STARTTLS gets neither password nor mail, but in the local stage", async () => {
    const server = await startServer({ hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
    const settings = { baseUrl: server.url, user: "herald", password: "secret" };
    expect(await send(providerOf(settings))).toMatchObject({ kind: "misconfigured" });
    expect([server.logins, server.taken]).toEqual([[], 0]);
    vi.stubEnv(stageVariable, "local");
    expect(await send(providerOf(settings))).toEqual(accepted);
  });
});

test("the id is the server's where it is known to give mails one of its own", async () => {
  canned.response = {
    status: 250,
    body: "2.0.0 OK <AB12@EUR01.prod.outlook.com> [Hostname=EUR01.prod.outlook.com]",
  };
  expect(await send(providerOf())).toEqual({
    kind: "accepted",
    providerMessageId: "AB12@EUR01.prod.outlook.com",
  });
});

test("an outcome has a code, whatever a server's reply is", async () => {
  const command = fc.constantFrom("MAIL FROM", "RCPT TO", "DATA", "AUTH PLAIN", "CONN", "");
  const status = fc.integer({ min: 100, max: 999 });
  const enhanced = fc.constantFrom("", "5.1.1 ", "4.2.1 ", "5.1.1234 ", "9.9.9 ");
  await fc.assert(
    fc.asyncProperty(
      command,
      status,
      enhanced,
      secret,
      async (to, code, detail, { value, trace }) => {
        const outcome = replyOutcome(to, `${code} ${detail}${value}`);
        expect(outcome).toMatchObject({ code: expect.stringMatching(codePattern) });
        expect(JSON.stringify(outcome)).not.toContain(trace);
      },
    ),
  );
});

/** A server of the library's, with what it was told. */
async function startServer(options: SMTPServerOptions) {
  const logins: object[] = [];
  const mails: object[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onAuth: ({ username, password }, { secure }, done) => {
      logins.push({ username, password, secure });
      done(null, { user: username });
    },
    onData: (stream, { envelope, hostNameAppearsAs: greeting }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = (envelope.mailFrom || undefined)?.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ greeting, from, to, content: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `${options.secure ? "smtps" : "smtp"}://127.0.0.1:${port}`,
    logins,
    mails,
    get taken() {
      return mails.length;
    },
    open: () => server.connections.size,
    hangUp: () => {
      for (const connection of server.connections) {
        connection.close();
      }
    },
  };
}
