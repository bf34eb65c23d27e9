import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Mail } from "../mime.ts";
import type { SmtpSettings } from "./settings.ts";

/**
 * How far a session had come when it failed. Before a message is `given`, the server has nothing of it: it
 * takes what ends with the final dot (https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.4).
 */
export type Progress = "connecting" | "talking" | "given";

/** What a session failed of: the library's error, or that its time was up. */
export interface SessionFailure {
  readonly progress: Progress;
  /** The library's code, or Node's; `ABORT_ERR` when the time was up. */
  readonly code: string;
  /** The command that the server's reply is to. */
  readonly command?: string | undefined;
  /** The server's reply, with its status in front; absent if there was none. Never to be passed on. */
  readonly reply?: string | undefined;
}

/** A session that failed. It keeps the server's reply for `rules.ts`, and is never logged. */
export class SessionError extends Error {
  override readonly name = "SessionError";
  readonly failure: SessionFailure;

  constructor(failure: SessionFailure) {
    super(failure.code);
    this.failure = failure;
  }
}

/** One connection to a mail server, logged in. It carries one message at a time. */
export class SmtpSession {
  readonly #connection: SMTPConnection;
  #sent = 0;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
  }

  /** @throws SessionError when it cannot be opened. */
  static async open(
    settings: SmtpSettings,
    isLocal: boolean,
    signal: AbortSignal,
  ): Promise<SmtpSession> {
    const connection = new SMTPConnection(optionsOf(settings, isLocal));
    // An error in an idle connection ends it, and nothing else.
    connection.on("error", () => {});
    const session = new SmtpSession(connection);
    await session.#until(signal, (done) => connection.connect(done));
    const { user, password: pass } = settings;
    if (user !== undefined) {
      await session.#until(signal, (done) => connection.login({ user, pass }, done));
    }
    return session;
  }

  /** Whether the connection can carry another message, as far as is known here. */
  get isOpen(): boolean {
    return !this.#connection.destroyed && this.#sent < maxMessages;
  }

  /**
   * Hands one mail over.
   *
   * @returns the id that the server gave it in the place of its own, where it is known to do so.
   * @throws SessionError when the server did not say that it took it.
   */
  async send({ from, to, content }: Mail, signal: AbortSignal): Promise<string | undefined> {
    this.#sent += 1;
    let isGiven = false;
    const stream = Readable.from(
      (function* () {
        isGiven = true;
        yield content;
      })(),
    );
    const envelope = { from, to: [to], size: content.length };
    const info = await this.#until(
      signal,
      (done: (error: Error | null, info?: { serverMessageId?: string | undefined }) => void) =>
        this.#connection.send(envelope, stream, done),
      () => isGiven,
    );
    return info?.serverMessageId?.replace(/[<>]/g, "");
  }

  /** Says goodbye. */
  quit(): void {
    this.#connection.quit();
  }

  /** Closes the connection at once. */
  close(): void {
    this.#connection.close();
  }

  /** Runs one step; when the time is up, or the step fails, the connection is closed. */
  async #until<Result>(
    signal: AbortSignal,
    start: (done: (error?: Error | null, result?: Result) => void) => void,
    isGiven: () => boolean = () => false,
  ): Promise<Result | undefined> {
    const connection = this.#connection;
    let giveUp: (error: unknown) => void = () => {};
    const onAbort = () => giveUp({ code: "ABORT_ERR" });
    let progress: Progress = "connecting";
    try {
      return await new Promise<Result | undefined>((resolve, reject) => {
        giveUp = (error) => {
          progress = isGiven() ? "given" : connection.stage === "init" ? "connecting" : "talking";
          reject(error);
        };
        connection.once("error", giveUp);
        signal.addEventListener("abort", onAbort, { once: true });
        if (signal.aborted) {
          onAbort();
          return;
        }
        start((error, result) => (error ? giveUp(error) : resolve(result)));
      });
    } catch (error) {
      connection.close();
      throw new SessionError({ progress, ...failureIn(error) });
    } finally {
      connection.off("error", giveUp);
      signal.removeEventListener("abort", onAbort);
    }
  }
}

/** How many messages one connection carries: servers limit that, and say so in many ways. */
const maxMessages = 100;

/** The signal ends a call; the library's own time-outs are there for idle connections. */
const idleTimeoutMs = 30_000;

function optionsOf({ baseUrl, from, caCertificate }: SmtpSettings, isLocal: boolean) {
  const { protocol, hostname, port } = new URL(baseUrl);
  const secure = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port) || (secure ? 465 : 587),
    // A function's own name means nothing outside, and Google's relay turns such names away.
    name: from.address.slice(from.address.lastIndexOf("@") + 1),
    secure,
    requireTLS: !secure && !isLocal,
    socketTimeout: idleTimeoutMs,
    socketCloseTimeout: 0,
    maxResponseSize: 64 * 1024,
    logger: false,
    tls: { minVersion: "TLSv1.2" as const, ...(caCertificate && { ca: caCertificate }) },
  };
}

function failureIn(error: unknown): Omit<SessionFailure, "progress"> {
  const { code, originalCode, command, response } = Object(error) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    code: text(code) === "ETLS" ? "ETLS" : (text(originalCode) ?? text(code) ?? ""),
    command: text(command),
    reply: text(response),
  };
}
