import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpCall } from "../../../lambdas/providers/http-call.ts";
import { TransportError } from "../../../lambdas/providers/transport-error.ts";
import type { CannedServer } from "../../contract/provider-contract/canned-server.ts";
import {
  closedPortUrl,
  startCannedServer,
} from "../../contract/provider-contract/canned-server.ts";

let server: CannedServer;

beforeEach(async () => {
  server = await startCannedServer();
});

afterEach(() => server.close());

const secret = "secret-key";

function call(baseUrl: string, signal: AbortSignal = AbortSignal.timeout(2_000)) {
  const url = `${baseUrl}/push?api_key=${secret}`;
  return httpCall({ method: "POST", url, headers: {}, body: "text" }, signal);
}

async function failureOf(attempt: Promise<unknown>): Promise<TransportError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
}

describe("httpCall", () => {
  test("gives status, headers and body, whatever the status", async () => {
    server.response = { status: 503, body: "później", headers: { "X-Message-Id": "1" } };
    expect(await call(server.url)).toMatchObject({
      status: 503,
      headers: { "x-message-id": "1" },
      body: "później",
    });
    expect(server.requests).toEqual(["text"]);
  });

  test("does not follow a redirect", async () => {
    server.response = { status: 307, headers: { location: "/elsewhere" } };
    expect((await call(server.url)).status).toBe(307);
    expect(server.requests).toHaveLength(1);
  });

  test("gives up on an answer of more than 1 MiB", async () => {
    server.response = { status: 200, body: "x".repeat(1_048_577) };
    const { outcome } = await failureOf(call(server.url));
    expect(outcome).toEqual({ kind: "unknown", code: "answer-too-large" });
  });

  test("a refused connection is unavailable", async () => {
    const { outcome } = await failureOf(call(await closedPortUrl()));
    expect(outcome).toEqual({ kind: "unavailable", code: "connection-refused" });
  });

  test("a host that does not exist is unavailable", async () => {
    const { outcome } = await failureOf(call("http://herald.invalid"));
    expect(outcome.kind).toBe("unavailable");
  });

  test("a failed TLS handshake is unavailable", async () => {
    const { outcome } = await failureOf(call(server.url.replace("http:", "https:")));
    expect(outcome).toEqual({ kind: "unavailable", code: "tls-failure" });
    expect(server.requests).toEqual([]);
  });

  test("a time-out during the TLS handshake is unavailable", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { outcome } = await failureOf(call(url, AbortSignal.timeout(100)));
    silent.close();
    expect(outcome).toEqual({ kind: "unavailable", code: "connect-timeout" });
  });

  test("a signal that has aborted already opens no connection", async () => {
    const { outcome } = await failureOf(call(server.url, AbortSignal.abort()));
    expect(outcome).toEqual({ kind: "unavailable", code: "connect-timeout" });
    expect(server.requests).toEqual([]);
  });

  test.each([
    ["hang", "timeout"],
    ["reset", "connection-reset"],
    ["reset-mid-answer", "connection-reset"],
  ] as const)("%o once the request is written is unknown (%s)", async (response, code) => {
    server.response = response;
    const { outcome } = await failureOf(call(server.url, AbortSignal.timeout(200)));
    expect(outcome).toEqual({ kind: "unknown", code });
  });

  test("an answer that is not HTTP is unknown", async () => {
    const babble = createServer((socket) => socket.end("hello\r\n\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => babble.once("listening", resolve));
    const url = `http://127.0.0.1:${(babble.address() as AddressInfo).port}`;
    const { outcome } = await failureOf(call(url));
    babble.close();
    expect(outcome).toEqual({ kind: "unknown", code: "connection-lost" });
  });

  test("its errors hold neither the address called nor the cause", async () => {
    const error = await failureOf(call(await closedPortUrl()));
    const properties = Object.getOwnPropertyNames(error).sort();
    expect(properties).toEqual(["message", "name", "outcome", "stack"]);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(secret);
  });
});
