import type { ParameterCache } from "./parameter-cache.ts";
import type { CurrentSetting } from "./setting.ts";
import { addSetting } from "./setting.ts";
import { settings } from "./settings.ts";

/**
 * Where the API is for the outside, its stage or custom domain included and without a slash at the
 * end: the SSM parameter `public-url`.
 */
export function publicUrlIn(parameters: ParameterCache): CurrentSetting<string | undefined> {
  return addSetting(parameters, settings.publicUrl());
}
