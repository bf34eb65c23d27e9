import type { ChannelStatus, ProviderState } from "../../core/service-status.ts";
import { explainCode } from "../../providers/explain-code.ts";

/** The channels as the API shows them: what a provider said last is there in words too. */
export function presentStatus(channels: readonly ChannelStatus[]) {
  return Promise.all(
    channels.map(async ({ providers, ...channel }) => ({
      ...channel,
      providers: await Promise.all(providers.map(presentProvider)),
    })),
  );
}

/** An error is an outcome and its code: `misconfigured: 20003`. */
async function presentProvider(state: ProviderState) {
  const [, code] = state.lastError?.split(": ") ?? [];
  const explanation = code === undefined ? undefined : await explainCode(state.id, code);
  return { ...state, ...(explanation && { explanation }) };
}
