import * as z from "zod/mini";
import { localStage } from "../runtime/environment.ts";

/**
 * A provider's settings, whose `baseUrl` must be https where the stage is not the local one: what is
 * sent to it holds the provider's key, and a person's address.
 */
export function onlySecureUrl<Value>(
  settingsSchema: z.ZodMiniType<Value>,
  stage: string,
): z.ZodMiniType<Value> {
  return stage === localStage ? settingsSchema : z.pipe(withSecureUrl, settingsSchema);
}

const withSecureUrl = z.unknown().check(
  z.refine((settings) => URL.parse(String(Object(settings).baseUrl))?.protocol !== "http:", {
    path: ["baseUrl"],
    error: `must be an https URL; http is for the stage ${localStage} alone`,
  }),
);
