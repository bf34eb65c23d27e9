import { once } from "node:events";
import type { Server } from "node:http";
import type { ClientHttp2Session } from "node:http2";
import { connect as connectHttp2 } from "node:http2";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTwoProtocolServer } from "../../../local/simulator/two-protocol-server.ts";

let server: Server;
let port: number;

beforeEach(async () => {
  server = createTwoProtocolServer(async (request, response) => {
    let size = 0;
    for await (const chunk of request) {
      size += chunk.length;
    }
    response.end(`${request.httpVersion} ${request.method} ${request.url} ${size}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function post(session: ClientHttp2Session, body: string): Promise<string> {
  const stream = session.request({ ":method": "POST", ":path": "/path" });
  stream.end(body);
  let text = "";
  for await (const chunk of stream) {
    text += chunk;
  }
  return text;
}

test("one port takes both, with long bodies too, and keeps their connections", async () => {
  const long = "x".repeat(1_000_000);
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  for (const body of ["", long]) {
    const http1 = await fetch(`http://127.0.0.1:${port}/path`, { method: "POST", body });
    expect(await http1.text()).toBe(`1.1 POST /path ${body.length}`);
    expect(await post(session, body)).toBe(`2.0 POST /path ${body.length}`);
  }
  session.close();
});

test("a protocol is told by as many bytes as it takes", async () => {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  for (const part of ["P", "OS", "T /path HTTP/1.0\r\n\r\n"]) {
    await new Promise((resolve) => socket.write(part, resolve));
  }
  let text = "";
  for await (const chunk of socket) {
    text += chunk;
  }
  expect(text).toMatch(/1\.0 POST \/path 0$/);
});

test("closing ends the connections of both, and of what is neither yet", async () => {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  await post(session, "");
  const silent = connect(port, "127.0.0.1");
  silent.on("error", () => {});
  await once(silent, "connect");
  silent.write("PRI");
  const ended = Promise.all([once(session, "close"), once(silent, "close")]);
  await fetch(`http://127.0.0.1:${port}/path`);
  server.closeAllConnections();
  await ended;
});
