import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { CannedServer } from "./canned-server.ts";

/** The commands whose reply can be canned; the message's own is the one after its final dot. */
const commands = ["EHLO", "AUTH", "MAIL FROM", "RCPT TO", "DATA", "message"] as const;

const usual: Readonly<Record<(typeof commands)[number], string>> = {
  EHLO: "250-canned\r\n250 AUTH PLAIN LOGIN",
  AUTH: "235 2.7.0 Ok",
  "MAIL FROM": "250 2.1.0 Ok",
  "RCPT TO": "250 2.1.5 Ok",
  DATA: "354 Go ahead",
  message: "250 2.0.0 Ok: queued as 1",
};

/**
 * A mail server that gives every message the same reply, or each command that a reply names: a body
 * `RCPT TO: 5.1.1 Nobody` with the status 550 is the reply `550 5.1.1 Nobody` to that command.
 */
export async function startCannedSmtpServer(): Promise<CannedServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    canned.connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    socket.write("220 canned ESMTP\r\n");
    let message: string[] | undefined;
    createInterface({ input: socket }).on("line", (line) => {
      if (message === undefined) {
        const command = commands.find((each) => line.toUpperCase().startsWith(each));
        const reply = command && replyTo(command, canned.response);
        write(socket, reply ?? "250 2.0.0 Ok");
        message = reply?.startsWith("354") ? [] : undefined;
      } else if (line === ".") {
        canned.requests.push(message.join("\r\n"));
        message = undefined;
        write(socket, replyTo("message", canned.response));
      } else {
        message.push(line.replace(/^\./, ""));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const canned: CannedServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    response: "hang",
    tokenResponse: "hang",
    requests: [],
    tokenRequests: [],
    head: undefined,
    connections: 0,
    close: () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return canned;
}

type Reply = "hang" | "reset" | "reset-mid-answer" | (string & {});

function replyTo(command: (typeof commands)[number], response: CannedServer["response"]): Reply {
  if (typeof response === "string") {
    return command === "message" ? response : usual[command];
  }
  const { status, body = "" } = response;
  const [, named = "message", text = ""] =
    /^(?:(EHLO|AUTH|MAIL FROM|RCPT TO|DATA): )?(.*)$/s.exec(body) ?? [];
  return named === command ? `${status} ${text}`.trimEnd() : usual[command];
}

function write(socket: Socket, reply: Reply): void {
  if (reply === "reset") {
    socket.resetAndDestroy();
  } else if (reply === "reset-mid-answer") {
    socket.write("250-2.0.0 que", () => socket.resetAndDestroy());
  } else if (reply !== "hang") {
    socket.write(`${reply}\r\n`);
  }
}
