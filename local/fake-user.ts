import { randomInt, randomUUID } from "node:crypto";
import type { AddressKind } from "../lambdas/core/address.ts";

/** A user nobody else has, with an address of each kind. */
export type FakeUser = { readonly userId: string } & Readonly<Record<AddressKind, string>>;

/** What numbers of Polish mobiles begin with: other numbers may be of a type that is not sent to. */
const mobilePrefixes = ["60", "66", "69", "72", "73", "78", "79", "88"] as const;

/** Makes an address of each kind from the user's id and 32 random hexadecimal digits. */
const fakeAddresses: Readonly<Record<AddressKind, (userId: string, random: string) => string>> = {
  email: (userId) => `${userId}@example.com`,
  phoneNumber: () => {
    const prefix = mobilePrefixes[randomInt(mobilePrefixes.length)];
    return `+48${prefix}${String(randomInt(10_000_000)).padStart(7, "0")}`;
  },
  pushToken: (_, random) => random,
  telegramChatId: () => String(randomInt(100_000_000, 9_999_999_999)),
  slackChannel: (_, random) => `U${random.slice(0, 10).toUpperCase()}`,
  whatsappId: () => `4860${String(randomInt(10_000_000)).padStart(7, "0")}`,
  webhookUrl: (userId) => `https://hooks.example.com/${userId}`,
  messengerId: () => String(randomInt(1_000_000_000, 9_999_999_999)),
};

/** Returns a new fake user. @param name the beginning of the user's id, e.g. `demo`. */
export function fakeUser(name: string): FakeUser {
  const random = randomUUID().replaceAll("-", "");
  const userId = `${name}-${random.slice(0, 8)}`;
  const addresses = Object.entries(fakeAddresses).map(([kind, make]) => [
    kind,
    make(userId, random),
  ]);
  return { userId, ...(Object.fromEntries(addresses) as Record<AddressKind, string>) };
}
