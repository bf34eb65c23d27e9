import type { Outcome } from "../../core/outcome.ts";
import type { Provider } from "../../core/provider.ts";
import { currentStage, localStage } from "../../runtime/environment.ts";
import type { Mail } from "../mime.ts";
import { mailOf } from "../mime.ts";
import { failureOutcome } from "./rules.ts";
import type { SmtpSession } from "./session.ts";
import { SessionError } from "./session.ts";
import { NoFreeConnection, SmtpSessions } from "./sessions.ts";
import type { SmtpSettings } from "./settings.ts";

/** Makes a mail server's provider from its settings. */
export function create(settings: SmtpSettings): Provider {
  const sessions = new SmtpSessions(settings, currentStage() === localStage);
  return {
    send: async (message, signal) => {
      const mail = await mailOf(settings, message);
      return outcomeOf(() => sessions.withTurn(signal, () => hand(sessions, mail, signal)));
    },
  };
}

/**
 * Hands a mail over, by a kept session if there is one. The server may have closed that meanwhile: where it
 * was lost before the server had anything, and said nothing, the mail goes by a new one.
 */
async function hand(sessions: SmtpSessions, mail: Mail, signal: AbortSignal): Promise<Outcome> {
  const kept = sessions.takeKept();
  if (kept === undefined) {
    return handBy(sessions, await sessions.open(signal), mail, signal);
  }
  try {
    return await handBy(sessions, kept, mail, signal);
  } catch (error) {
    if (signal.aborted || !isStale(error)) {
      throw error;
    }
    return handBy(sessions, await sessions.open(signal), mail, signal);
  }
}

async function handBy(
  sessions: SmtpSessions,
  session: SmtpSession,
  mail: Mail,
  signal: AbortSignal,
): Promise<Outcome> {
  const serverMessageId = await session.send(mail, signal);
  sessions.keep(session);
  return { kind: "accepted", providerMessageId: serverMessageId ?? mail.messageId };
}

function isStale(error: unknown): boolean {
  return (
    error instanceof SessionError &&
    error.failure.progress === "talking" &&
    error.failure.reply === undefined
  );
}

async function outcomeOf(call: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SessionError) {
      return failureOutcome(error.failure);
    }
    if (error instanceof NoFreeConnection) {
      return { kind: "throttled", code: "no-free-connection" };
    }
    throw error;
  }
}
