import * as z from "zod/mini";
import type { AddressKind } from "../../core/address.ts";
import type { IntakeConfiguration } from "../../core/ports.ts";
import { listOf } from "../../settings/list-of.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";

/** What a deployment fixes about its channels, and what holds until a parameter says otherwise. */
export interface DeployedChannels {
  /** Each channel's allowed providers, in their default order, with the address each one needs. */
  readonly addresses: Readonly<Record<string, Readonly<Record<string, AddressKind | null>>>>;
  readonly enabledByDefault: readonly string[];
  readonly responsesPerHourByDefault: number;
}

const responsesPerHour = z.pipe(
  z.string().check(z.regex(/^\d{1,9}$/, "must be a whole number")),
  z.transform((text) => Number(text)),
);

/** Intake's configuration from SSM: enabled channels, their providers, and the hourly limit. */
export function intakeConfiguration(
  parameters: ParameterCache,
  deployed: DeployedChannels,
): IntakeConfiguration {
  const channels = Object.entries(deployed.addresses);
  const enabled = parameters.add("enabled-channels", listOf(Object.keys(deployed.addresses)));
  const limit = parameters.add("throttle/responses-per-hour", responsesPerHour);
  const providers = channels.map(([name, addresses]) =>
    parameters.add(`channels/${name}/providers`, listOf(Object.keys(addresses))),
  );
  return {
    async read() {
      await parameters.refresh();
      const enabledNames = enabled.value ?? deployed.enabledByDefault;
      return {
        channels: channels.map(([name, addresses], index) => ({
          name,
          enabled: enabledNames.includes(name),
          addresses: (providers[index]?.value ?? Object.keys(addresses)).map(
            (provider) => addresses[provider] ?? null,
          ),
        })),
        responsesPerHour: limit.value ?? deployed.responsesPerHourByDefault,
      };
    },
  };
}
