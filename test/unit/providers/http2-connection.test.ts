import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import { constants, createSecureServer, createServer } from "node:http2";
import { createServer as createHttp1Server } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { HttpCallResponse } from "../../../lambdas/providers/http-call.ts";
import { Http2Connection, maxHttp2IdleMs } from "../../../lambdas/providers/http2-connection.ts";
import { withTransportOutcome } from "../../../lambdas/providers/rest-call.ts";
import { closedPortUrl } from "../../contract/provider-contract/canned-server.ts";
import { localCertificate, trustLocalCertificate } from "../../support/local-certificate.ts";

/** A server that lists its sessions and the requests' bodies. */
interface TestServer {
  readonly url: string;
  readonly sessions: ServerHttp2Session[];
  readonly bodies: string[];
}

type Respond = (stream: ServerHttp2Stream, body: string) => void;

const closing: (() => Promise<unknown>)[] = [];

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function echo(stream: ServerHttp2Stream, body: string): void {
  stream.respond({ ":status": 200, "apns-id": "1" });
  stream.end(body);
}

async function startServer(
  protocol: "http" | "https",
  respond: Respond = echo,
): Promise<TestServer> {
  const server = (
    protocol === "http" ? createServer() : createSecureServer(localCertificate)
  ) as Http2Server;
  const [sessions, bodies]: [ServerHttp2Session[], string[]] = [[], []];
  server.on("session", (session) => {
    session.on("error", () => {});
    sessions.push(session);
  });
  server.on("stream", async (stream) => {
    stream.on("error", () => {});
    let body = "";
    for await (const chunk of stream) {
      body += chunk;
    }
    bodies.push(body);
    respond(stream, body);
  });
  const url = `${protocol}://${await listening(server)}/3/device`;
  closing.push(async () => {
    for (const session of sessions) {
      session.destroy();
    }
    await new Promise((resolve) => server.close(resolve));
  });
  return { url, sessions, bodies };
}

function caller(url: string) {
  const connection = new Http2Connection(url);
  const call = (body = "text", signal = AbortSignal.timeout(5_000)): Promise<HttpCallResponse> =>
    connection.call({ method: "POST", url, headers: { "x-a": "b" }, body }, signal);
  /** What a provider would make of it. */
  const outcomeOf = (body?: string, signal?: AbortSignal) =>
    withTransportOutcome(async () => {
      const providerMessageId = (await call(body, signal)).body;
      return { kind: "accepted", providerMessageId };
    });
  return { call, outcomeOf };
}

/** Only the clock goes on, as over a freeze: no timer runs, no news of a connection comes in. */
function freeze(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

const ten = Array.from({ length: 10 }, (_, index) => `text ${index}`);

beforeAll(trustLocalCertificate);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(closing.splice(0).map((close) => close()));
});

describe.each(["http", "https"] as const)("over %s", (protocol) => {
  test("a call gives status, headers and body, whatever the status", async () => {
    const { url } = await startServer(protocol, (stream) => {
      stream.respond({ ":status": 410, "apns-id": "1", "x-two": ["a", "b"] });
      stream.end("później");
    });
    expect(await caller(url).call()).toMatchObject({
      status: 410,
      headers: { "apns-id": "1", "x-two": "a, b" },
      body: "później",
    });
  });

  test("ten calls at once, and the next ten, share one connection", async () => {
    const { url, sessions } = await startServer(protocol);
    const { call } = caller(url);
    for (let batches = 0; batches < 2; batches += 1) {
      const responses = await Promise.all(ten.map((text) => call(text)));
      expect(responses.map(({ body }) => body)).toEqual(ten);
    }
    expect(sessions).toHaveLength(1);
  });

  test.each([
    ["up to the limit is used again", maxHttp2IdleMs - 1_000, 1],
    ["longer than the limit is not, though no timer ran", maxHttp2IdleMs, 2],
    ["minutes is not", 600_000, 2],
    ["a time that the clock cannot tell is not", -1_000, 2],
  ])("one that was idle for %s", async (_, ms, expected) => {
    const { url, sessions } = await startServer(protocol);
    const { call } = caller(url);
    await call();
    freeze(ms);
    expect((await call("two")).body).toBe("two");
    expect(sessions).toHaveLength(expected);
  });

  test("a closed port: unavailable", async () => {
    const url = (await closedPortUrl()).replace("http:", `${protocol}:`);
    const { outcomeOf } = caller(url);
    const refused = { kind: "unavailable", code: "connection-refused" };
    expect(await Promise.all([outcomeOf(), outcomeOf()])).toEqual([refused, refused]);
    expect(await outcomeOf()).toEqual(refused);
  });

  test("a signal that has aborted already opens no connection", async () => {
    const { url, sessions } = await startServer(protocol);
    const outcome = await caller(url).outcomeOf("", AbortSignal.abort());
    expect(outcome).toEqual({ kind: "unavailable", code: "connect-timeout" });
    expect(sessions).toEqual([]);
  });

  test("a signal ends its own call alone; the others go on, and new ones elsewhere", async () => {
    const waiting: ServerHttp2Stream[] = [];
    const { url, sessions, bodies } = await startServer(protocol, (stream, body) => {
      if (body === "next") {
        echo(stream, body);
      } else {
        waiting.push(stream);
      }
    });
    const { call, outcomeOf } = caller(url);
    const gone = new AbortController();
    const first = outcomeOf("first", gone.signal);
    const second = call("second");
    await vi.waitFor(() => expect(bodies).toHaveLength(2));
    gone.abort();
    expect(await first).toEqual({ kind: "unknown", code: "timeout" });
    expect((await call("next")).body).toBe("next");
    for (const stream of waiting.filter(({ aborted }) => !aborted)) {
      echo(stream, "late");
    }
    expect((await second).body).toBe("late");
    expect(sessions).toHaveLength(2);
  });

  test("after GOAWAY calls end where they are, and new ones open another connection", async () => {
    const waiting: ServerHttp2Stream[] = [];
    const { url, sessions, bodies } = await startServer(protocol, (stream, body) => {
      if (body === "first") {
        waiting.push(stream);
      } else {
        echo(stream, body);
      }
    });
    const { call } = caller(url);
    const first = call("first");
    await vi.waitFor(() => expect(bodies).toHaveLength(1));
    sessions[0]?.goaway();
    await vi.waitFor(async () => {
      await call("next");
      expect(sessions).toHaveLength(2);
    });
    for (const stream of waiting) {
      echo(stream, "first");
    }
    expect((await first).body).toBe("first");
    await call("last");
    expect(sessions).toHaveLength(2);
  });

  test.each([
    ["refuses", constants.NGHTTP2_REFUSED_STREAM, { kind: "unavailable", code: "request-refused" }],
    ["cancels", constants.NGHTTP2_CANCEL, { kind: "unknown", code: "connection-lost" }],
    ["breaks off", constants.NGHTTP2_INTERNAL_ERROR, { kind: "unknown", code: "connection-lost" }],
  ])("a request that the server %s", async (_, code, expected) => {
    const { url, sessions } = await startServer(protocol, (stream, body) => {
      if (body === "two") {
        echo(stream, body);
      } else {
        stream.close(code);
      }
    });
    const { outcomeOf } = caller(url);
    expect(await outcomeOf()).toEqual(expected);
    expect(await outcomeOf("two")).toEqual({ kind: "accepted", providerMessageId: "two" });
    expect(sessions).toHaveLength(1);
  });

  test.each([constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR])(
    "half a response, ended by %i, is none",
    async (code) => {
      const { url } = await startServer(protocol, (stream) => {
        stream.respond({ ":status": 200, "content-length": 8 });
        stream.write("half", () => stream.close(code));
      });
      expect(await caller(url).outcomeOf()).toMatchObject({ kind: "unknown" });
    },
  );

  test("a response of more than 1 MiB: unknown", async () => {
    const { url } = await startServer(protocol, (stream) => echo(stream, "x".repeat(1_048_577)));
    const outcome = await caller(url).outcomeOf();
    expect(outcome).toEqual({ kind: "unknown", code: "answer-too-large" });
  });
});

test.each([
  ["reset", (session: ServerHttp2Session) => (session.socket as Socket).resetAndDestroy()],
  ["ended", (session: ServerHttp2Session) => session.destroy()],
])("a connection that is %s fails its calls once, and no later one", async (_, end) => {
  const { url, sessions, bodies } = await startServer("http", (stream, body) => {
    if (body !== "text") {
      echo(stream, body);
    }
  });
  const { call, outcomeOf } = caller(url);
  const outcomes = Promise.all([outcomeOf(), outcomeOf()]);
  await vi.waitFor(() => expect(bodies).toHaveLength(2));
  sessions.forEach(end);
  expect(await outcomes).toMatchObject([{ kind: "unknown" }, { kind: "unknown" }]);
  expect((await call("next")).body).toBe("next");
  expect(bodies).toEqual(["text", "text", "next"]);
  expect(sessions).toHaveLength(2);
});

test("an idle connection that the server ends is not used again", async () => {
  const { url, sessions } = await startServer("http");
  const { call } = caller(url);
  await call();
  const ended = new Promise((resolve) => sessions[0]?.once("close", resolve));
  sessions[0]?.close();
  await ended;
  await vi.waitFor(async () => expect((await call("two")).body).toBe("two"));
  expect(sessions).toHaveLength(2);
});

describe("a TLS handshake", () => {
  test("that fails: unavailable", async () => {
    const { url } = await startServer("http");
    const outcome = await caller(url.replace("http:", "https:")).outcomeOf();
    expect(outcome).toEqual({ kind: "unavailable", code: "tls-failure" });
  });

  test("with a server that does not speak HTTP/2: unavailable", async () => {
    const requests: unknown[] = [];
    const server = createHttp1Server(localCertificate, (request) => requests.push(request));
    const url = `https://${await listening(server)}`;
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const outcome = await caller(url).outcomeOf();
    expect(outcome).toEqual({ kind: "unavailable", code: "tls-failure" });
    expect(requests).toEqual([]);
  });

  test("that takes too long: unavailable, for whoever waits that long", async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket.resume()));
    const url = `https://${await listening(silent)}`;
    closing.push(() => new Promise((resolve) => silent.close(resolve)));
    const { outcomeOf } = caller(url);
    const outcomes = [50, 100].map((ms) => outcomeOf("", AbortSignal.timeout(ms)));
    const late = { kind: "unavailable", code: "connect-timeout" };
    expect(await Promise.all(outcomes)).toEqual([late, late]);
    expect(sockets).toHaveLength(1);
    await vi.waitFor(() => expect(sockets[0]?.closed).toBe(true));
  });
});
