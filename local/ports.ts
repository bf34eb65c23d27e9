import { once } from "node:events";
import { connect, createServer } from "node:net";
import { LocalProblem } from "./problem.ts";

/** Whether nothing listens on a loopback port. */
export async function isPortFree(port: number): Promise<boolean> {
  // Some systems allow a loopback port that another process uses on all interfaces.
  return !(await isAnswered(port)) && (await canListen(port));
}

/**
 * Finds a free loopback port.
 *
 * It lies below the range that systems use for outgoing connections, where it could be taken
 * between its choice and its use.
 *
 * @throws LocalProblem when 50 tries found none.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await isPortFree(port)) {
      return port;
    }
  }
  throw new LocalProblem("no free port was found between 20000 and 29999");
}

async function isAnswered(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
