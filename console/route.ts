import type { DeliveryStatus } from "../lambdas/core/delivery.ts";
import { deliveryStatuses } from "../lambdas/core/delivery.ts";

/** The filters of a list. */
export interface Filters {
  readonly channel?: string;
  readonly status?: DeliveryStatus;
}

/** What the page shows; written in the address after the `#`. */
export type Route =
  | { readonly view: "search" }
  | { readonly view: "list"; readonly userId: string; readonly filters: Filters }
  | { readonly view: "notification"; readonly userId: string; readonly id: string }
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
  return { ...(channel && { channel }), ...(status && { status }) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
