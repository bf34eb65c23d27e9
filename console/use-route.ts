import { useEffect, useRef, useState } from "preact/hooks";
import type { Route } from "./route.ts";
import { parseRoute } from "./route.ts";

/** The current route, as in the address. */
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
 * Sets the document's title to a view's and, when the view replaces another, moves the focus to its
 * heading, as loading a page would. Returns the heading's ref.
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
