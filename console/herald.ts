import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { CallerIdentity } from "../client/herald-client.ts";
import { HeraldClient, HeraldError } from "../client/herald-client.ts";
import type { OperationId } from "../lambdas/api/routes.ts";
import { faultsByControl } from "./field-faults.ts";
import { mayCall } from "./permissions.ts";

/** What every view needs. */
export interface Herald {
  readonly client: HeraldClient;
  /** Whose the key is, and what it may do. */
  readonly caller: CallerIdentity;
  /** Says something to a screen reader without moving the focus. */
  announce(text: string): void;
}

/** Provides what `useHerald` returns. */
export const HeraldContext = createContext<Herald | undefined>(undefined);

/** The API's client and the live region of the page around a component. */
export function useHerald(): Herald {
  const herald = useContext(HeraldContext);
  if (herald === undefined) {
    throw new Error("there is no HeraldContext around this component");
  }
  return herald;
}

/** Whether the key may carry out an operation: what it may not is not offered. */
export function useMayCall(id: OperationId): boolean {
  return mayCall(useHerald().caller.scopes, id);
}

/** The API of the stage that served the page. */
export const apiUrl = location.origin + location.pathname.replace(/\/console\/?$/, "");

/** Makes a client; `onRefusedKey` is called when the API refuses the key. */
export function makeClient(apiKey: string, onRefusedKey?: () => void): HeraldClient {
  return new HeraldClient({
    apiUrl,
    apiKey,
    fetch: async (request) => {
      const response = await fetch(request);
      if (await isKeyRefused(response)) {
        onRefusedKey?.();
      }
      return response;
    },
  });
}

/** A key that only lacks a scope is a good one; the problem document then names the scope. */
async function isKeyRefused(response: Response): Promise<boolean> {
  if (response.status !== 403) {
    return response.status === 401;
  }
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return Object(problem).scope === undefined;
}

/** What went wrong, for the reader. */
export interface Fault {
  readonly title: string;
  readonly detail: string;
  /** What is wrong, by the name of the control that it stands at. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Describes the error that a call rejected with. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof HeraldError)) {
    return { title: "No response", detail: "Herald could not be reached.", fields: {} };
  }
  const { status, problem } = error;
  return {
    title: `${status} ${problem?.title ?? "Error"}`,
    detail: problem?.detail ?? "Herald gave no reason.",
    fields: faultsByControl(problem?.errors ?? []),
  };
}
