import { useEffect, useRef, useState } from "preact/hooks";
import type { Route } from "./route.ts";
import { parseRoute } from "./route.ts";

/** The route in the address, as it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return parseRoute(hash);
}

let isFirstView = true;

/**
 * Names the document after a view and, when the view took another's place, puts the focus on its
 * heading, as a browser does with a page of its own. Returns the heading's ref.
 */
export function useViewHeading(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Herald console`;
    if (!isFirstView) {
      heading.current?.focus();
    }
    isFirstView = false;
  }, [title]);
  return heading;
}
