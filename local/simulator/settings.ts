import type { ProviderId } from "../../lambdas/providers/registry.ts";
import { simulatorCredentials } from "./credentials.ts";

const timeoutMs = 1_000;
const region = "us-east-1";

/**
 * Settings with which the real providers talk to the simulator: what to write into the parameters
 * `providers/<id>`. The e-mail identity `herald@example.com` must be verified in the emulator.
 *
 * @param simulatorUrl as `startSimulator` returns it.
 */
export function localProviderSettings(simulatorUrl: string) {
  const { twilio, sendgrid, pushy, messenger } = simulatorCredentials;
  const common = (id: ProviderId) => ({ timeoutMs, baseUrl: `${simulatorUrl}/${id}` });
  return {
    "always-fail": { timeoutMs },
    messenger: { ...common("messenger"), ...messenger },
    pushy: { ...common("pushy"), ...pushy },
    sendgrid: { ...common("sendgrid"), ...sendgrid, from: "herald@example.com" },
    ses: { ...common("ses"), region, from: "herald@example.com", configurationSet: "herald-local" },
    sns: { ...common("sns"), region },
    twilio: { ...common("twilio"), ...twilio, from: "+15005550006" },
  } satisfies Record<ProviderId, object>;
}
