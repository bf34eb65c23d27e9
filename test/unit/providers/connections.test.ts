import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { maxIdleMs } from "../../../lambdas/providers/connections.ts";
import { httpCall } from "../../../lambdas/providers/http-call.ts";
import { withTransportOutcome } from "../../../lambdas/providers/rest-call.ts";
import { localCertificate, trustLocalCertificate } from "../../support/local-certificate.ts";

/** A server that keeps its connections, and lists them as the server has them. */
interface KeepingServer {
  readonly url: string;
  readonly connections: Socket[];
  close(): Promise<void>;
}

const servers: KeepingServer[] = [];

async function startServer(
  protocol: "http" | "https",
  respond: RequestListener = echo,
): Promise<KeepingServer> {
  const server =
    protocol === "http" ? createServer(respond) : createSecureServer(localCertificate, respond);
  const connections: Socket[] = [];
  server.on("connection", (socket: Socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const started = {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    connections,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  servers.push(started);
  return started;
}

/** Responds with the request's body, which may name a header for the response. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await textOf(request);
  const [, name, value] = /^(.*): (.*)$/.exec(body) ?? [];
  response.writeHead(200, name && value ? { [name]: value } : {}).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function call(url: string, body = "text", signal = AbortSignal.timeout(5_000)) {
  const response = await httpCall({ method: "POST", url, headers: {}, body }, signal);
  return response.body;
}

/** What a provider would make of it. */
function outcomeOf(url: string, body = "text", signal = AbortSignal.timeout(5_000)) {
  return withTransportOutcome(async () => {
    const providerMessageId = await call(url, body, signal);
    return { kind: "accepted", providerMessageId };
  });
}

/** Only the clock goes on, as over a freeze: no timer runs, no news of a connection comes in. */
function freeze(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

beforeAll(trustLocalCertificate);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe.each(["http", "https"] as const)("over %s", (protocol) => {
  test("two calls, one after the other, share a connection", async () => {
    const { url, connections } = await startServer(protocol);
    expect([await call(url, "one"), await call(url, "two")]).toEqual(["one", "two"]);
    expect(connections).toHaveLength(1);
  });

  test("ten calls at once, and the next ten, share ten", async () => {
    const { url, connections } = await startServer(protocol);
    const texts = Array.from({ length: 10 }, (_, index) => `text ${index}`);
    const batch = () => Promise.all(texts.map((text) => call(url, text)));
    expect(await batch()).toEqual(texts);
    expect(await batch()).toEqual(texts);
    expect(connections).toHaveLength(10);
  });

  test.each([
    ["up to the limit is used again", maxIdleMs - 500, 1],
    ["longer than the limit is not, though no timer ran", maxIdleMs, 2],
    ["minutes is not", 600_000, 2],
    ["a time that the clock cannot tell is not", -1_000, 2],
  ])("one that was idle for %s", async (_, ms, expected) => {
    const { url, connections } = await startServer(protocol);
    await call(url);
    freeze(ms);
    expect(await call(url, "two")).toBe("two");
    expect(connections).toHaveLength(expected);
  });

  test.each([
    ["reset", (socket: Socket) => socket.resetAndDestroy()],
    ["closed", (socket: Socket) => socket.destroy()],
  ])("one that the server has %s as the request is written: unknown", async (_, end) => {
    const { url, connections } = await startServer(protocol);
    await call(url);
    connections.forEach(end);
    expect(await outcomeOf(url)).toMatchObject({ kind: "unknown", code: "connection-reset" });
    expect(connections).toHaveLength(1);
  });

  test("one that the server resets once it has the request: unknown, sent once", async () => {
    const received: string[] = [];
    const { url, connections } = await startServer(protocol, async (request, response) => {
      const text = await textOf(request);
      received.push(text);
      if (text === "two") {
        request.socket.destroy();
      }
      response.end();
    });
    await call(url, "one");
    expect(await outcomeOf(url, "two")).toEqual({ kind: "unknown", code: "connection-reset" });
    expect(received).toEqual(["one", "two"]);
    expect(connections).toHaveLength(1);
  });

  test("a reused one that brings no response in time: unknown", async () => {
    const { url } = await startServer(protocol, (request, response) => {
      if (request.url === "/") {
        response.end();
      }
    });
    await call(url);
    const outcome = await outcomeOf(`${url}hang`, "two", AbortSignal.timeout(100));
    expect(outcome).toEqual({ kind: "unknown", code: "timeout" });
  });

  test("a call that was cut off leaves none, and its late response is nobody's", async () => {
    const { url, connections } = await startServer(protocol, async (request, response) => {
      const text = await textOf(request);
      setTimeout(() => response.end(text), text === "late" ? 150 : 0);
    });
    await call(url, "first");
    await outcomeOf(url, "late", AbortSignal.timeout(50));
    expect(await call(url, "next")).toBe("next");
    await sleep(150);
    expect(await call(url, "last")).toBe("last");
    expect(connections).toHaveLength(2);
  });

  test("once its server is gone: unavailable, as nothing opens", async () => {
    const server = await startServer(protocol);
    await call(server.url);
    freeze(maxIdleMs);
    await server.close();
    expect(await outcomeOf(server.url)).toEqual({
      kind: "unavailable",
      code: "connection-refused",
    });
  });

  test("a signal that aborts after its call leaves the connection's next call alone", async () => {
    const { url, connections } = await startServer(protocol, async (request, response) => {
      await sleep(50);
      response.end(await textOf(request));
    });
    const first = new AbortController();
    await call(url, "one", first.signal);
    const second = call(url, "two");
    await sleep(10);
    first.abort();
    expect(await second).toBe("two");
    expect(connections).toHaveLength(1);
  });
});

describe("a new connection that the server resets at its first bytes", () => {
  test.each([
    ["http", { kind: "unknown", code: "connection-reset" }],
    ["https", { kind: "unavailable", code: "tls-failure" }],
  ] as const)("%s: $kind, as ever", async (protocol, expected) => {
    const server = createTcpServer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await outcomeOf(`${protocol}://127.0.0.1:${port}`)).toEqual(expected);
    server.close();
  });
});

describe("a server's own time-out", () => {
  test.each([
    ["timeout=2", 900, 1],
    ["timeout=2, max=100", 1_000, 2],
    ["timeout=1", 0, 2],
    ["timeout=600", maxIdleMs, 2],
  ])("%s, idle for %i ms: %i connections", async (hint, ms, expected) => {
    const { url, connections } = await startServer("http");
    await call(url, `Keep-Alive: ${hint}`);
    freeze(ms);
    await call(url);
    expect(connections).toHaveLength(expected);
  });

  test("does not keep the fresh ones beside it from being used", async () => {
    const { url, connections } = await startServer("http");
    await Promise.all([call(url, "Keep-Alive: timeout=60"), call(url, "Keep-Alive: timeout=2")]);
    freeze(1_000);
    expect(await call(url, "next")).toBe("next");
    expect(connections).toHaveLength(2);
  });

  test("is none for a response", async () => {
    const { url, connections } = await startServer("http", async (request, response) => {
      const text = await textOf(request);
      setTimeout(() => response.setHeader("keep-alive", "timeout=2").end(text), Number(text));
    });
    await call(url, "0");
    expect(await call(url, "1200")).toBe("1200");
    expect(connections).toHaveLength(1);
  });
});

test("a server that wants none kept has its way", async () => {
  const { url, connections } = await startServer("http");
  await call(url, "Connection: close");
  await call(url);
  expect(connections).toHaveLength(2);
});

test("what a server says unasked is no response to the next call", async () => {
  const { url, connections } = await startServer("http");
  await call(url);
  connections[0]?.write("HTTP/1.1 408 Request Timeout\r\ncontent-length: 5\r\n\r\nstale");
  await sleep(50);
  expect(await call(url, "mine")).toBe("mine");
  expect(connections).toHaveLength(2);
});

test("a response of more than 1 MiB leaves no connection", async () => {
  const { url, connections } = await startServer("http", async (request, response) => {
    const text = await textOf(request);
    response.end(text === "huge" ? "x".repeat(1_048_577) : text);
  });
  expect(await outcomeOf(url, "huge")).toEqual({ kind: "unknown", code: "answer-too-large" });
  expect(await call(url, "next")).toBe("next");
  expect(connections).toHaveLength(2);
});
