import { useEffect, useMemo, useState } from "preact/hooks";
import type { CallerIdentity } from "../client/herald-client.ts";
import { HeraldError } from "../client/herald-client.ts";
import type { Fault } from "./herald.ts";
import { faultOf, makeClient } from "./herald.ts";
import { sessionKey } from "./session.ts";
import { askOtherTabs, forgetEverywhere, shareKey } from "./tabs.ts";

/** An API key that Herald takes, and whose it is. */
export interface Session {
  readonly apiKey: string;
  readonly caller: CallerIdentity;
}

const refused: Fault = {
  title: "Not accepted",
  detail: "Herald does not take this API key.",
  fields: {},
};

/** Finds out whose a key is. */
export async function openSession(
  apiKey: string,
): Promise<{ readonly session: Session } | { readonly fault: Fault; readonly isRefused: boolean }> {
  try {
    return { session: { apiKey, caller: await makeClient(apiKey).caller() } };
  } catch (error) {
    const isRefused = error instanceof HeraldError && [401, 403].includes(error.status);
    return { fault: isRefused ? refused : faultOf(error), isRefused };
  }
}

/**
 * The session of the tab. A key that is kept from before a reload, or that another tab shares, is asked
 * about once more; until that is done, `isOpening`.
 */
export function useSession() {
  const [session, setSession] = useState<Session>();
  const [fault, setFault] = useState<Fault>();
  const [isOpening, setIsOpening] = useState(true);

  const open = async () => {
    const own = sessionKey.read();
    const known = own ?? (await askOtherTabs());
    if (known !== undefined) {
      const opened = await openSession(known);
      if ("session" in opened) {
        sessionKey.keep(known, own === undefined);
        setSession(opened.session);
      } else if (own !== undefined) {
        if (opened.isRefused) {
          sessionKey.forget();
        }
        setFault(opened.fault);
      }
    }
    setIsOpening(false);
  };
  useEffect(() => void open(), []);

  const end = (why?: Fault) => {
    sessionKey.forget();
    setSession(undefined);
    setFault(why);
  };
  useEffect(
    () => (session && sessionKey.isShared() ? shareKey(session.apiKey, () => end()) : undefined),
    [session],
  );
  const client = useMemo(
    () => session && makeClient(session.apiKey, () => end(refused)),
    [session],
  );
  return {
    session,
    client,
    fault,
    isOpening,
    begin: (opened: Session, isShared: boolean) => {
      sessionKey.keep(opened.apiKey, isShared);
      setFault(undefined);
      setSession(opened);
    },
    end: () => {
      if (sessionKey.isShared()) {
        forgetEverywhere();
      }
      end();
    },
  };
}
