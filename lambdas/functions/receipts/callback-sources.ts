import type { Clock } from "../../core/ports/system.ts";
import type { CallbackKeys } from "../../providers/callback.ts";
import { loadProviders } from "../../providers/load-providers.ts";
import type { CallbackReader } from "../../providers/provider-module.ts";
import { currentStage } from "../../runtime/environment.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import { addSetting } from "../../settings/setting.ts";
import { settings } from "../../settings/settings.ts";
import { AccountKeys } from "./account-keys.ts";

/** A provider that calls back over HTTP. */
export interface CallbackSource extends CallbackReader {
  /**
   * What callbacks of an account are checked with, as the parameters have it now.
   *
   * @throws DependencyUnavailable when that cannot be read: the provider repeats the callback.
   */
  keysOf(account: string): Promise<CallbackKeys<never>>;
}

/** The providers that call back over HTTP, by id. */
export type CallbackSources = ReadonlyMap<string, CallbackSource>;

/**
 * The callback sources of a stage.
 *
 * @param newCache makes a cache over the stage's parameters.
 * @param ids the providers that may call back: only their settings, and their accounts', are read.
 */
export async function callbackSources(
  newCache: () => ParameterCache,
  ids: readonly string[],
  clock: Clock,
): Promise<CallbackSources> {
  const parameters = newCache();
  const publicUrl = addSetting(parameters, settings.publicUrl());
  const accounts = new AccountKeys(newCache, clock);
  const providers = await loadProviders(ids);
  const sources = providers.map(async ({ id, receipts }) => {
    if (receipts?.callback === undefined) {
      throw new Error(`${id} does not call back`);
    }
    const { keysSchema: settingsSchema, load } = receipts.callback;
    const settingOf = (account: string) =>
      settings.providerSettings({ id, settingsSchema }, currentStage(), account);
    const own = addSetting(parameters, settingOf(id));
    const keysOf = async (account: string) => {
      await parameters.refresh();
      const keys = account === id ? own.value : await accounts.read(account, settingOf(account));
      return { keys: keys as never, publicUrl: publicUrl.value };
    };
    return [id, { ...(await load()), keysOf }] as const;
  });
  return new Map(await Promise.all(sources));
}
