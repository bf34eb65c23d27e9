import type { ProviderDeployment } from "../provider-module.ts";

/** What a stage's deployment configuration means to AWS End User Messaging SMS: what publishes its events. */
export const deployment: ProviderDeployment = {
  firstSettings: ({ namePrefix }) => ({ configurationSet: configurationSetName(namePrefix) }),
};

/** The stage's configuration set, which publishes what becomes of its SMS. */
export function configurationSetName(namePrefix: string): string {
  return namePrefix;
}
