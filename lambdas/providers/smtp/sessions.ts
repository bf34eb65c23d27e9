import { isFresh, maxIdleMs } from "../connections.ts";
import { SmtpSession } from "./session.ts";
import type { SmtpSettings } from "./settings.ts";

/** No connection was free for a message in its time: as many as there may be carried others. */
export class NoFreeConnection extends Error {
  override readonly name = "NoFreeConnection";
}

/** A session that carries nothing now. */
interface IdleSession {
  readonly session: SmtpSession;
  readonly since: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * The sessions with one mail server: opened when they are needed, `maxConnections` at most, and kept for as
 * long as HTTP's connections are (`connections.ts`, decision 0022).
 */
export class SmtpSessions {
  readonly #settings: SmtpSettings;
  readonly #isLocal: boolean;
  readonly #waiting: (() => void)[] = [];
  #idle: IdleSession[] = [];
  #free: number;

  constructor(settings: SmtpSettings, isLocal: boolean) {
    this.#settings = settings;
    this.#isLocal = isLocal;
    this.#free = settings.maxConnections;
  }

  /**
   * Runs work that may use one session.
   *
   * @throws NoFreeConnection when its turn does not come before the signal.
   */
  async withTurn<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }

  /** @throws SessionError when it cannot be opened. */
  open(signal: AbortSignal): Promise<SmtpSession> {
    return SmtpSession.open(this.#settings, this.#isLocal, signal);
  }

  /** The session that was used last, if it may be used again; those that may not are closed. */
  takeKept(): SmtpSession | undefined {
    const stale = this.#idle.filter((each) => !isUsable(each));
    this.#idle = this.#idle.filter(isUsable);
    for (const { session, timer } of stale) {
      clearTimeout(timer);
      session.close();
    }
    const last = this.#idle.pop();
    clearTimeout(last?.timer);
    return last?.session;
  }

  /** Keeps a session whose message was taken. */
  keep(session: SmtpSession): void {
    if (!session.isOpen) {
      session.quit();
      return;
    }
    const timer = setTimeout(() => {
      this.#idle = this.#idle.filter((each) => each.session !== session);
      session.quit();
    }, maxIdleMs);
    this.#idle.push({ session, since: Date.now(), timer: timer.unref() });
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        signal.removeEventListener("abort", leave);
        this.#free -= 1;
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(new NoFreeConnection());
      };
      if (this.#free > 0) {
        start();
        return;
      }
      this.#waiting.push(start);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}

function isUsable({ session, since }: IdleSession): boolean {
  return session.isOpen && isFresh(since, maxIdleMs);
}
