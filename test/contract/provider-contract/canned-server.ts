import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createTwoProtocolServer } from "../../../local/simulator/two-protocol-server.ts";

/** What a canned server does with every request. */
export type CannedResponse =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }
  | "hang"
  | "reset"
  | "reset-mid-answer";

/** What a request asks for, but for its body. */
export interface RequestHead {
  readonly method: string | undefined;
  /** The path with its query. */
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/**
 * A server, of HTTP/1 and HTTP/2, that gives every request the same answer, keeps the requests and counts connections. Whoever asks
 * for an access token first gets one.
 */
export interface CannedServer {
  readonly url: string;
  response: CannedResponse;
  /** What it does with requests for an access token, those to `/token`. */
  tokenResponse: CannedResponse;
  /** The bodies of those, which are not among `requests`. */
  readonly tokenRequests: string[];
  /** The requests' bodies. */
  readonly requests: string[];
  /** The head of the latest request. */
  head: RequestHead | undefined;
  connections: number;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1, at any free port. */
export async function startCannedServer(): Promise<CannedServer> {
  const server = createTwoProtocolServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      const body = Buffer.concat(chunks).toString("utf8");
      if (path === "/token") {
        canned.tokenRequests.push(body);
        respond(canned.tokenResponse, request, response);
        return;
      }
      canned.head = { method, path, headers };
      canned.requests.push(body);
      respond(canned.response, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const canned: CannedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    response: "hang",
    tokenResponse: { status: 200, body: '{"access_token":"canned","expires_in":3600}' },
    tokenRequests: [],
    requests: [],
    head: undefined,
    connections: 0,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  server.on("connection", () => {
    canned.connections += 1;
  });
  return canned;
}

function respond(canned: CannedResponse, request: IncomingMessage, response: ServerResponse): void {
  if (canned === "hang") {
    return;
  }
  if (canned === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  if (canned === "reset-mid-answer") {
    response.writeHead(200, { "content-length": "1000" });
    response.write("{", () => request.socket.resetAndDestroy());
    return;
  }
  const { status, body = "", headers = {} } = canned;
  response.writeHead(status, headers).end(body);
}

/** The address of a port at which nothing listens. */
export async function closedPortUrl(): Promise<string> {
  const server = await startCannedServer();
  await server.close();
  return server.url;
}
