import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Fault } from "./herald.ts";
import { faultOf } from "./herald.ts";

/** Milliseconds between two requests of a view that is visible. */
export const pollMs = 2_500;

/**
 * Runs `ask` now, and again and again while the page is visible and `isLive`. Starts anew when `key`
 * changes; `ask` drops a response to an earlier key by its `isCurrent`.
 */
export function usePoll(
  key: string,
  isLive: boolean,
  ask: (isCurrent: () => boolean) => Promise<void>,
): { readonly fault: Fault | undefined; readonly askNow: () => Promise<void> } {
  const [fault, setFault] = useState<Fault>();
  const latest = useRef({ key, ask });
  latest.current = { key, ask };

  const askNow = useCallback(async () => {
    const { key: asked, ask: askLatest } = latest.current;
    const isCurrent = () => latest.current.key === asked;
    try {
      await askLatest(isCurrent);
      if (isCurrent()) {
        setFault(undefined);
      }
    } catch (error) {
      if (isCurrent()) {
        setFault(faultOf(error));
      }
    }
  }, []);

  useEffect(() => {
    void askNow();
  }, [key, askNow]);

  useEffect(() => {
    if (!isLive) {
      return;
    }
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const wait = () => {
      timer = setTimeout(async () => {
        if (document.visibilityState === "visible") {
          await askNow();
        }
        if (!isOver) {
          wait();
        }
      }, pollMs);
    };
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, isLive, askNow]);

  return { fault, askNow };
}
