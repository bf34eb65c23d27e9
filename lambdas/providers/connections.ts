import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import type { Duplex } from "node:stream";

/**
 * How long a connection may be idle and still be used again, in milliseconds: less than the 5 s after
 * which common servers close it. A server whose `Keep-Alive: timeout=…` says less has its way.
 *
 * https://nodejs.org/api/http.html#serverkeepalivetimeout,
 * https://httpd.apache.org/docs/2.4/mod/core.html#keepalivetimeout
 */
export const maxIdleMs = 3_000;

/** Connections that are kept and used again, for http and https. */
export class Connections {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  /** @param lookup resolves names in the place of Node's own; not asked for a host that is an address. */
  constructor(lookup?: LookupFunction) {
    // At its time-out an agent closes an idle connection, and lets one be that is waiting for a response.
    const options = { keepAlive: true, timeout: maxIdleMs, ...(lookup && { lookup }) };
    this.#http = remembering(new HttpAgent(options));
    this.#https = remembering(new HttpsAgent(options));
  }

  /**
   * The agent that keeps the connections of a URL's protocol, to be given a request at once: it has none
   * now that has been idle for longer than it may.
   *
   * The time-outs of idle connections do not see to that alone: a frozen function's timers do not run.
   */
  agentFor({ protocol }: URL): HttpAgent {
    const agent = protocol === "https:" ? this.#https : this.#http;
    for (const socket of Object.values(agent.freeSockets).flatMap((sockets = []) => sockets)) {
      if (!isFresh(usedAt.get(socket), socket.timeout)) {
        socket.destroy();
        // The agent would forget it only in the next turn: https://nodejs.org/api/http.html#class-httpagent
        socket.emit("agentRemove");
      }
    }
    return agent;
  }
}

/** Those to providers whose hosts the settings or the providers themselves name. */
export const providerConnections = new Connections();

/** When each connection was used last, in milliseconds since 1970. */
const usedAt = new WeakMap<Duplex, number>();

/**
 * Whether a connection that was used at a time may be used again now. By the wall clock, which a freeze
 * does not stop. One that was set back says nothing.
 */
export function isFresh(at: number | undefined, idleLimitMs: number = 0): boolean {
  const idleMs = Date.now() - (at ?? 0);
  return idleMs >= 0 && idleMs < idleLimitMs;
}

/** An agent that notes when a connection becomes idle; Node then sets its time-out. */
function remembering<Agent extends HttpAgent>(agent: Agent): Agent {
  const keepSocketAlive = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    usedAt.set(socket, Date.now());
    return keepSocketAlive(socket);
  };
  return agent;
}
