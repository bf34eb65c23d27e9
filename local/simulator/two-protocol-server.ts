import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { Socket } from "node:net";

/** What a client that speaks HTTP/2 sends first: https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/**
 * A server without TLS whose port takes HTTP/1 and, from clients that know that it does, HTTP/2. Its
 * `closeAllConnections` closes those of both.
 */
export function createTwoProtocolServer(listener: RequestListener): Server {
  const server = createServer(listener);
  // A request and a response of HTTP/2 can be used as those of HTTP/1:
  // https://nodejs.org/api/http2.html#compatibility-api
  const http2Server = createHttp2Server(listener as never);
  const sockets = new Set<Socket>();
  const [serveHttp1] = server.listeners("connection");
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    whenKnown(socket, (isHttp2) => {
      if (isHttp2) {
        http2Server.emit("connection", socket);
      } else {
        serveHttp1?.call(server, socket);
      }
    });
  });
  server.closeAllConnections = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  return server;
}

/** Looks at a connection's first bytes, as many as it takes, and leaves them to be read again. */
function whenKnown(socket: Socket, serve: (isHttp2: boolean) => void): void {
  let start = Buffer.alloc(0);
  // One that ends before it has a protocol is nobody's.
  const close = () => socket.destroy();
  socket.on("readable", look).on("end", close).on("error", close);

  function look(): void {
    start = Buffer.concat([start, socket.read() ?? Buffer.alloc(0)]);
    const length = Math.min(start.length, preface.length);
    const canBeHttp2 = start.subarray(0, length).equals(preface.subarray(0, length));
    if (canBeHttp2 && length < preface.length) {
      return;
    }
    socket.off("readable", look).off("end", close).off("error", close);
    socket.unshift(start);
    serve(canBeHttp2);
  }
}
