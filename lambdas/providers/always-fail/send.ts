import type { Provider } from "../../core/provider.ts";

/** Makes the provider that takes nothing. */
export function create(): Provider {
  return { send: async () => ({ kind: "unavailable", code: "always-fail" }) };
}
