import type { OperationId } from "../lambdas/api/routes.ts";
import { routes } from "../lambdas/api/routes.ts";
import type { Scope } from "../lambdas/core/caller.ts";
import type { Route } from "./route.ts";

/** What each view calls the API for. */
const operationOf: Readonly<Record<Route["view"], OperationId>> = {
  search: "listNotifications",
  list: "listNotifications",
  notification: "findNotification",
  send: "sendNotification",
  channels: "readStatus",
  suppressions: "listSuppressions",
  preferences: "readPreferences",
  erase: "eraseUser",
};

/** Where a key can start that may not look notifications up, the first choice first. */
const otherStarts: readonly Route[] = [{ view: "send" }, { view: "channels" }, { view: "erase" }];

/** Whether a key with these scopes may carry out an operation: what it may not is not offered. */
export function mayCall(scopes: readonly Scope[], id: OperationId): boolean {
  const { access } = routes[id];
  return access === "any" || scopes.includes(access);
}

/** Whether a key with these scopes may use a view. */
export function mayShow(scopes: readonly Scope[], view: Route["view"]): boolean {
  return mayCall(scopes, operationOf[view]);
}

/** The route to show for a route that was asked for: another start, or none, if the key lacks its scope. */
export function allowedRoute(scopes: readonly Scope[], route: Route): Route | undefined {
  const choices = route.view === "search" ? [route, ...otherStarts] : [route];
  return choices.find(({ view }) => mayShow(scopes, view));
}
