import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly body: string;
}

/** A server in front of Herald that is busy at first. */
export interface BusyFront {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

/** What it says to the first two requests that send: to wait for a second. */
const busy = [503, 429] as const;

/** Starts a server that passes requests on to an API, save the first two that send. */
export async function startBusyFront(apiUrl: string): Promise<BusyFront> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const seen = await seenOf(request);
    requests.push(seen);
    const status = busy[requests.filter(({ method }) => method === "POST").length - 1];
    if (seen.method === "POST" && status !== undefined) {
      response.writeHead(status, {
        "Retry-After": "1",
        "Content-Type": "application/problem+json",
      });
      response.end(JSON.stringify({ type: "about:blank", title: "Busy", status, detail: "Busy." }));
      return;
    }
    await passOn(apiUrl, request, seen, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function seenOf(request: IncomingMessage): Promise<SeenRequest> {
  const { method = "", url: path = "", headers } = request;
  const key = headers["idempotency-key"];
  return { method, path, key: key?.toString(), body: await text(request) };
}

async function passOn(
  apiUrl: string,
  { headers }: IncomingMessage,
  { method, path, body }: SeenRequest,
  response: ServerResponse,
): Promise<void> {
  const kept = ["x-api-key", "content-type", "idempotency-key"]
    .map((name) => [name, headers[name]])
    .filter(([, value]) => value !== undefined);
  const passed = await fetch(`${apiUrl}${path}`, {
    method,
    headers: Object.fromEntries(kept),
    ...(body !== "" && { body }),
  });
  const type = passed.headers.get("content-type") ?? "";
  response.writeHead(passed.status, { "Content-Type": type });
  response.end(await passed.text());
}
