import type { RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { localCertificate } from "../test/support/local-certificate.ts";

/** What a worker of this file is started with. */
export interface DistantProviderOptions {
  /** How long each byte is under way, in each direction, in milliseconds. */
  readonly delayMs: number;
}

/** Where the two are: the same provider, but for what it does with its connections. */
export interface DistantProviderPorts {
  readonly keeping: number;
  readonly closing: number;
}

// A thread of its own: what it does is not measured with the caller.
const { delayMs } = workerData as DistantProviderOptions;
const ports: DistantProviderPorts = {
  keeping: await startDistant((_request, response) => accept(response)),
  closing: await startDistant((_request, response) =>
    accept(response.setHeader("connection", "close")),
  ),
};
parentPort?.postMessage(ports);

/** Responds as Pushy does: https://pushy.me/docs/api/send-notifications */
function accept(response: Parameters<RequestListener>[1]): void {
  response.end(JSON.stringify({ success: true, id: "5742fe0407c3674e226892f9" }));
}

async function startDistant(respond: RequestListener): Promise<number> {
  const port = await listen(createSecureServer(localCertificate, respond));
  return listen(
    createServer((near) => {
      const far = connect(port, "127.0.0.1");
      passOn(near, far);
      passOn(far, near);
    }),
  );
}

function passOn(from: Socket, to: Socket): void {
  from.on("data", (chunk) => setTimeout(() => to.write(chunk), delayMs));
  from.on("end", () => setTimeout(() => to.end(), delayMs));
  from.on("error", () => to.destroy());
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
