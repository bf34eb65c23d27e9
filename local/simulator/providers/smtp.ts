import type { AddressInfo, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { SMTPServerSession } from "smtp-server";
import { SMTPServer } from "smtp-server";
import type { Behavior, Control } from "../behaviors.ts";
import { chooseBehavior } from "../behaviors.ts";
import { mailIn, parseMail, textIn } from "../mail.ts";
import type { RunningServer, ServerStage, SimulatedServer } from "../simulated-provider.ts";
import { emailPattern } from "../simulated-provider.ts";

const credentials = { user: "herald", password: "simulated-smtp-password" };

/** A mail server that takes mail for others: https://www.rfc-editor.org/rfc/rfc6409 */
export const provider: SimulatedServer = {
  credentials,
  settings: { from: "herald@example.com" },
  start,
};

/** https://www.postfix.org/postconf.5.html#message_size_limit */
const maxMessageBytes = 10_240_000;

async function start(stage: ServerStage): Promise<RunningServer> {
  const sockets = new Map<number, Socket>();
  const behaviors = new WeakMap<SMTPServerSession, Behavior>();
  const server = new SMTPServer({
    size: maxMessageBytes,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1,
    onAuth: ({ username, password }, _session, done) => {
      const isRight = username === credentials.user && password === credentials.password;
      done(isRight ? null : reply(535, "5.7.8 Authentication credentials invalid"), {
        user: username,
      });
    },
    onMailFrom: (_address, session, done) => {
      const control = stage.control();
      behaviors.set(session, chooseBehavior(control));
      void delay(control.latencyMs, undefined, { ref: false }).then(() =>
        done(
          behaviors.get(session) === "bad-credentials"
            ? reply(530, "5.7.0 Authentication required")
            : null,
        ),
      );
    },
    onRcptTo: ({ address }, session, done) => {
      if (behaviors.get(session) === "refuse-recipient") {
        done(reply(550, "5.1.1 No such user here"));
        return;
      }
      done(emailPattern.test(address) ? null : reply(553, "5.1.3 Bad recipient address syntax"));
    },
    onData: (stream, session, done) => {
      const hangUp = () => sockets.get(session.remotePort)?.resetAndDestroy();
      void readAll(stream).then((content) =>
        take(stage, { content, session, behavior: behaviors.get(session) ?? "accept" }).then(
          (answer) => {
            if (answer === "reset") {
              hangUp();
            } else if (answer !== "hang") {
              done(answer, "2.0.0 Ok: queued");
            }
          },
        ),
      );
    },
  });
  server.on("error", () => {});
  server.server.on("connection", (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(remotePort));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets.values()) {
        socket.destroy();
      }
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A mail that was handed over, up to its final dot. */
interface HandedMail {
  readonly content: Buffer;
  readonly session: SMTPServerSession;
  readonly behavior: Behavior;
}

/** What the server says of a mail: an error, nothing (`null`) if it takes it; or what it does instead. */
async function take(
  stage: ServerStage,
  { content, session, behavior }: HandedMail,
): Promise<Error | null | "hang" | "reset"> {
  if (behavior === "hang" || behavior === "reset") {
    return behavior;
  }
  if (content.length > maxMessageBytes) {
    return reply(552, "5.3.4 Message too big for system");
  }
  const giveBack = stage.reserve();
  if (giveBack === undefined) {
    return tooFast();
  }
  if (behavior !== "accept" && behavior !== "accept-then-reset") {
    giveBack();
    return faultOf(behavior, stage.control());
  }
  const parsed = await parseMail(content);
  const { messageId = "" } = parsed;
  const recipient = session.envelope.rcptTo[0]?.address ?? "";
  const message = { recipient, text: textIn(parsed), ...mailIn(parsed) };
  stage.record(message, messageId.replace(/[<>]/g, ""));
  return behavior === "accept" ? null : "reset";
}

function faultOf(behavior: Behavior, { response }: Control): Error {
  if (behavior === "rate-limit") {
    return tooFast();
  }
  return response !== undefined && behavior === "respond"
    ? reply(response.status, response.body)
    : reply(451, "4.3.0 Mail server temporarily rejected message");
}

/** https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html */
function tooFast(): Error {
  return reply(454, "Throttling failure: Maximum sending rate exceeded.");
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
