import type { CallbackKeys } from "../../providers/callback.ts";
import { loadProviders } from "../../providers/load-providers.ts";
import type { CallbackReader } from "../../providers/provider-module.ts";
import { currentStage } from "../../runtime/environment.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import { addSetting } from "../../settings/setting.ts";
import { settings } from "../../settings/settings.ts";

/** A provider that calls back over HTTP, with its keys as the parameters have them now. */
export interface CallbackSource extends CallbackReader {
  known(): CallbackKeys<never>;
}

/** The providers that call back over HTTP. */
export interface CallbackSources {
  /** Reads the parameters again when they are due. */
  refresh(): Promise<void>;
  /** By the provider's id. */
  readonly byProvider: ReadonlyMap<string, CallbackSource>;
}

/**
 * The callback sources of a stage.
 *
 * @param ids the providers that may call back: only their settings are read.
 */
export async function callbackSources(
  parameters: ParameterCache,
  ids: readonly string[],
): Promise<CallbackSources> {
  const publicUrl = addSetting(parameters, settings.publicUrl());
  const providers = await loadProviders(ids);
  const sources = providers.map(async ({ id, receipts }) => {
    if (receipts?.callback === undefined) {
      throw new Error(`${id} does not call back`);
    }
    const { keysSchema: settingsSchema, load } = receipts.callback;
    const keys = addSetting(
      parameters,
      settings.providerSettings({ id, settingsSchema }, currentStage()),
    );
    const known = () => ({ keys: keys.value as never, publicUrl: publicUrl.value });
    return [id, { ...(await load()), known }] as const;
  });
  return { refresh: () => parameters.refresh(), byProvider: new Map(await Promise.all(sources)) };
}
