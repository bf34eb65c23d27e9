import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Connections } from "./connections.ts";
import { providerConnections } from "./connections.ts";
import { joinHeaders, readBody } from "./http-response.ts";
import type { ConnectionPhase } from "./transport-error.ts";
import { TransportError } from "./transport-error.ts";

/** One HTTP request to a provider. */
export interface HttpCallRequest {
  readonly method: "GET" | "POST";
  /** Absolute, http or https. It may hold a key, so it never appears in an error. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Which connections carry it, if not the providers' common ones. */
  readonly connections?: Connections;
}

/** A provider's whole answer. */
export interface HttpCallResponse {
  readonly status: number;
  /** Names in lower case; the values of a repeated header are joined with `", "`. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 1 MiB, read as UTF-8. */
  readonly body: string;
}

/**
 * Makes one HTTP request: no retries, no redirects. Its connection may have carried others before
 * (`connections.ts`), and then counts as open from the start.
 *
 * @param signal when it aborts, the connection is closed at once.
 * @returns the answer, whatever its status.
 * @throws TransportError when no whole answer came. It says whether the request may have reached
 *   the provider.
 */
export function httpCall(request: HttpCallRequest, signal: AbortSignal): Promise<HttpCallResponse> {
  return new Promise((resolve, reject) => {
    let phase: ConnectionPhase = "connecting";
    const fail = (error: unknown) => reject(new TransportError(phase, error));
    const call = openRequest(request, signal);
    call.on("error", fail);
    call.on("response", (response) => readResponse(response).then(resolve, fail));
    followConnection(call, (reached) => {
      phase = reached;
    });
    call.end(request.body);
  });
}

function openRequest(request: HttpCallRequest, signal: AbortSignal): ClientRequest {
  const url = new URL(request.url);
  const { method, headers, connections = providerConnections } = request;
  const options = { method, headers, signal, agent: connections.agentFor(url) };
  return url.protocol === "https:" ? httpsRequest(url, options) : httpRequest(url, options);
}

/** Node writes nothing of the request before the connection, with its TLS handshake, is open. */
function followConnection(call: ClientRequest, reach: (phase: ConnectionPhase) => void): void {
  const secure = call.protocol === "https:";
  call.once("socket", (socket) => {
    if (call.reusedSocket) {
      reach("open");
      return;
    }
    socket.once("connect", () => reach(secure ? "securing" : "open"));
    socket.once("secureConnect", () => reach("open"));
  });
}

async function readResponse(response: IncomingMessage): Promise<HttpCallResponse> {
  return {
    status: response.statusCode ?? 0,
    headers: joinHeaders(response.headers),
    body: await readBody(response),
  };
}
