import { once } from "node:events";
import type { ClientHttp2Session, ClientHttp2Stream } from "node:http2";
import { connect as connectHttp2, constants } from "node:http2";
import type { Socket } from "node:net";
import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { HttpCallRequest, HttpCallResponse } from "./http-call.ts";
import { joinHeaders, readBody } from "./http-response.ts";
import type { ConnectionPhase } from "./transport-error.ts";
import { TransportError } from "./transport-error.ts";

/**
 * How long a connection may be idle and still be used again, in milliseconds. Servers of HTTP/2 keep theirs
 * for minutes and announce their end; but AWS's network forgets one after 350 s, and a frozen function
 * hears no announcement.
 *
 * https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html#nat-gateway-troubleshooting-timeout
 */
export const maxHttp2IdleMs = 60_000;

/**
 * One connection over HTTP/2 that is kept and that calls at the same time share; another is opened when it
 * may be used no more. Over `http` the server must be known to speak HTTP/2.
 */
export class Http2Connection {
  readonly #origin: URL;
  #kept: KeptSession | undefined;

  /** @param url any of the server's. */
  constructor(url: string) {
    this.#origin = new URL(url);
  }

  /**
   * Makes one request, as `httpCall` does: no retries, no redirects.
   *
   * @param signal when it aborts, the request alone is given up; others on the connection go on.
   * @throws TransportError when no whole answer came.
   */
  async call(request: HttpCallRequest, signal: AbortSignal): Promise<HttpCallResponse> {
    if (signal.aborted) {
      throw new TransportError("connecting", failure("ABORT_ERR"));
    }
    if (!this.#kept?.isUsable) {
      this.#kept?.retire();
      this.#kept = new KeptSession(this.#origin);
    }
    return await this.#kept.call(request, signal);
  }
}

/** A session, from the opening of its socket on. */
class KeptSession {
  readonly #socket: Socket;
  readonly #opening: Promise<ClientHttp2Session>;
  #phase: Exclude<ConnectionPhase, "open"> = "connecting";
  #session: ClientHttp2Session | undefined;
  /** How many calls wait for it or go on in it. */
  #calls = 0;
  /** When the latest call ended, in milliseconds since 1970. */
  #usedAt = Date.now();
  #isRetired = false;

  constructor(origin: URL) {
    this.#socket = openSocket(origin);
    this.#socket.on("error", () => this.retire());
    this.#opening = this.#open(origin);
    // Whoever waits for it is told.
    this.#opening.catch(() => {});
  }

  /**
   * Whether a new call may use it. Idle time goes by the wall clock, which a freeze does not stop, as
   * timers do; a clock that was set back says nothing.
   */
  get isUsable(): boolean {
    const idleMs = Date.now() - this.#usedAt;
    const isFresh = this.#calls > 0 || (idleMs >= 0 && idleMs < maxHttp2IdleMs);
    return isFresh && !this.#isRetired && !this.#session?.closed;
  }

  async call(request: HttpCallRequest, signal: AbortSignal): Promise<HttpCallResponse> {
    this.#calls += 1;
    this.#session?.ref();
    try {
      const session = await this.#opened(signal);
      return await exchange(session, request, signal);
    } finally {
      this.#calls -= 1;
      this.#usedAt = Date.now();
      if (signal.aborted) {
        // It may be dead: no word came over it for a whole time-out.
        this.retire();
      }
      this.#rest();
    }
  }

  /** Takes no new calls; those that it has go on. */
  retire(): void {
    this.#isRetired = true;
    this.#session?.close();
    this.#rest();
  }

  /** Once no call needs it, it keeps no process alive, and ends if it is not used again. */
  #rest(): void {
    if (this.#calls > 0) {
      return;
    }
    if (this.#isRetired) {
      this.#session?.destroy();
      this.#socket.destroy();
    } else {
      this.#session?.unref();
    }
  }

  async #open(origin: URL): Promise<ClientHttp2Session> {
    const isSecure = origin.protocol === "https:";
    if (isSecure) {
      this.#socket.once("connect", () => {
        this.#phase = "securing";
      });
    }
    try {
      await once(this.#socket, isSecure ? "secureConnect" : "connect");
    } catch (error) {
      throw new TransportError(this.#phase, error);
    }
    const { alpnProtocol = "h2" } = this.#socket as { alpnProtocol?: unknown };
    if (alpnProtocol !== "h2") {
      this.retire();
      throw new TransportError("securing", undefined);
    }
    this.#session = connectHttp2(origin, { createConnection: () => this.#socket });
    this.#session.on("error", () => this.retire());
    this.#session.on("goaway", () => this.retire());
    this.#session.setTimeout(maxHttp2IdleMs, () => this.#calls === 0 && this.retire());
    return this.#session;
  }

  /** The session once it is open, or a `TransportError` once the call is to end. */
  async #opened(signal: AbortSignal): Promise<ClientHttp2Session> {
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new TransportError(this.#phase, failure("ABORT_ERR")));
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await Promise.race([this.#opening, aborted]);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }
}

function openSocket({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, "");
  return protocol === "https:"
    ? connectTls({
        host,
        port: Number(port || 443),
        ALPNProtocols: ["h2"],
        ...(isIP(host) === 0 && { servername: host }),
      })
    : connect({ host, port: Number(port || 80) });
}

function exchange(
  session: ClientHttp2Session,
  { method, url, headers, body }: HttpCallRequest,
  signal: AbortSignal,
): Promise<HttpCallResponse> {
  return new Promise((resolve, reject) => {
    if (session.closed) {
      throw refused();
    }
    const { pathname, search } = new URL(url);
    const head = { ":method": method, ":path": `${pathname}${search}`, ...headers };
    const stream = session.request(head, { signal });
    const fail = (error: unknown) => reject(failureOf(stream, error));
    // A stream ends without an error if the server cancels it; at times, if its connection breaks off.
    const failIfUnanswered = () => fail(session.destroyed ? failure("ECONNRESET") : undefined);
    stream.on("error", fail);
    stream.on("close", failIfUnanswered);
    stream.on("response", ({ ":status": status = 0, ...received }) => {
      stream.off("close", failIfUnanswered);
      const headers = joinHeaders(received);
      const read = (text: string) =>
        stream.rstCode === constants.NGHTTP2_NO_ERROR
          ? resolve({ status, headers, body: text })
          : fail(undefined);
      readBody(stream).then(read, fail);
    });
    stream.end(body);
  });
}

/** https://www.rfc-editor.org/rfc/rfc9113#section-8.7: what is refused was not processed at all. */
function failureOf({ rstCode }: ClientHttp2Stream, error: unknown): TransportError {
  return rstCode === constants.NGHTTP2_REFUSED_STREAM
    ? refused()
    : new TransportError("open", error);
}

function refused(): TransportError {
  return new TransportError("connecting", failure("HERALD_REQUEST_REFUSED"));
}

/** An error as `TransportError` reads them: by its code. */
function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
