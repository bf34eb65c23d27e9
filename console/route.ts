import type { DeliveryStatus } from "../lambdas/core/delivery.ts";
import { deliveryStatuses } from "../lambdas/core/delivery.ts";

/** The filters of a list. */
export interface Filters {
  readonly channel?: string;
  readonly status?: DeliveryStatus;
  /** The first day, `2026-11-23`, in the reader's time zone. */
  readonly from?: string;
  /** The last day. */
  readonly to?: string;
}

/** What the page shows; written in the address after the `#`. */
export type Route =
  | { readonly view: "search" }
  | { readonly view: "list"; readonly userId: string; readonly filters: Filters }
  | { readonly view: "notification"; readonly userId: string; readonly id: string }
  | { readonly view: "suppressions" | "erase"; readonly userId?: string }
  | { readonly view: "preferences"; readonly userId: string }
  | { readonly view: "send"; readonly userId?: string }
  | { readonly view: "channels" };

/** Reads a route from an address's hash; an unknown one leads to the search. */
export function parseRoute(hash: string): Route {
  const [path = "", query] = hash.replace(/^#\/?/, "").split("?");
  const parameters = new URLSearchParams(query);
  const [first, userId, third, id] = path.split("/").map(decode);
  if (first === "users" && userId && third === "notifications" && id) {
    return { view: "notification", userId, id };
  }
  if (first === "users" && userId && (third === "suppressions" || third === "erase")) {
    return { view: third, userId };
  }
  if (first === "users" && userId && third === "preferences") {
    return { view: third, userId };
  }
  if (first === "suppressions" || first === "erase") {
    return { view: first };
  }
  if (first === "users" && userId) {
    return { view: "list", userId, filters: filtersIn(parameters) };
  }
  if (first === "send") {
    const to = parameters.get("userId");
    return { view: "send", ...(to && { userId: to }) };
  }
  return { view: first === "channels" ? "channels" : "search" };
}

/** The link to a route. */
export function linkTo(route: Route): string {
  switch (route.view) {
    case "search":
      return "#/";
    case "channels":
      return "#/channels";
    case "suppressions":
    case "erase":
      return route.userId === undefined
        ? `#/${route.view}`
        : `#/users/${encodeURIComponent(route.userId)}/${route.view}`;
    case "preferences":
      return `#/users/${encodeURIComponent(route.userId)}/preferences`;
    case "send":
      return route.userId ? `#/send?userId=${encodeURIComponent(route.userId)}` : "#/send";
    case "list": {
      const query = new URLSearchParams({ ...route.filters }).toString();
      return `#/users/${encodeURIComponent(route.userId)}${query && `?${query}`}`;
    }
    case "notification":
      return `#/users/${encodeURIComponent(route.userId)}/notifications/${route.id}`;
  }
}

function filtersIn(parameters: URLSearchParams): Filters {
  const channel = parameters.get("channel");
  const status = deliveryStatuses.find((known) => known === parameters.get("status"));
  const [from, to] = ["from", "to"].map((name) => dayIn(parameters.get(name)));
  return {
    ...(channel && { channel }),
    ...(status && { status }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

function dayIn(text: string | null): string | undefined {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
