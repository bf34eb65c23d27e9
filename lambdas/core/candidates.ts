import type { AddressKind, AddressReference } from "./address.ts";
import { everyAddress } from "./address.ts";
import { wordsOf } from "./channel-content.ts";
import { truncated } from "./content-limits.ts";
import type { PassedOverReason } from "./delivery.ts";
import type { Notification } from "./notification.ts";
import type { ConfiguredProvider, ListedProvider } from "./ports/configuration.ts";
import type { Attachment } from "./ports/content.ts";
import type { ProviderMessage } from "./provider.ts";

/** A provider that can reach the user, and what it would be asked to carry to each address. */
export interface Candidate {
  readonly provider: ConfiguredProvider;
  readonly targets: readonly Target[];
}

/** What a provider would be asked to carry, and to which address; to none where it needs none. */
export interface Target {
  readonly message: ProviderMessage;
  readonly address?: AddressReference;
  /** Whether the notification has several addresses of the kind. */
  readonly isOneOfSeveral: boolean;
}

/** A provider of which it is known without a call that it cannot be asked, and why. */
export interface Excluded {
  readonly id: string;
  readonly reason: PassedOverReason;
}

/** Which addresses are not to be written to. */
export interface ClosedAddresses {
  readonly isSuppressed: (kind: AddressKind, address: string) => boolean;
  /** Those that a provider has refused before. */
  readonly refused?: readonly AddressReference[] | undefined;
}

/** What goes with a message beside what its notification says. */
export interface MessageExtras {
  /** The notification's files, loaded; absent where the channel sends no mail. */
  readonly attachments?: readonly Attachment[] | undefined;
  /** Where the user unsubscribes: for mail alone. */
  readonly unsubscribeUrl?: string | undefined;
  /** Whether text is cut that is too long for a provider. */
  readonly truncate?: boolean | undefined;
}

/** Which of a channel's providers can be asked to carry a notification, and what. */
export function standingsOf(
  providers: readonly ListedProvider[],
  notification: Notification,
  channel: string,
  closed: ClosedAddresses & MessageExtras,
): readonly (Candidate | Excluded)[] {
  const standings = providers.map((each) => standingOf(each, notification, channel, closed));
  const candidates = standings.filter((each) => "targets" in each);
  return standings.map((each) => ("targets" in each ? withoutOthers(each, candidates) : each));
}

/** Leaves out the addresses that look like another provider's. */
function withoutOthers(
  { provider, targets }: Candidate,
  candidates: readonly Candidate[],
): Candidate | Excluded {
  const isOwn = (target: Target) =>
    recognizes(provider, target) ||
    !candidates.some(
      (each) => each.targets.some(isOf(target)) && recognizes(each.provider, target),
    );
  const own = targets.filter(isOwn);
  return own.length === 0 ? { id: provider.id, reason: "no-address" } : { provider, targets: own };
}

function isOf({ address }: Target) {
  return (other: Target) =>
    other.address?.kind === address?.kind && other.address?.index === address?.index;
}

function recognizes(provider: ConfiguredProvider, { message, address }: Target): boolean {
  return address === undefined || (provider.recognizes?.(message.to) ?? true);
}

function standingOf(
  provider: ListedProvider,
  notification: Notification,
  channel: string,
  closed: ClosedAddresses & MessageExtras,
): Candidate | Excluded {
  const { id } = provider;
  if (provider.settingsMark === undefined) {
    return { id, reason: "no-settings" };
  }
  const kind = provider.address;
  const all = kind === null ? [] : everyAddress(notification.addresses, kind);
  const message = messageBy(provider, notification, channel, closed);
  if (kind === null || (all.length === 0 && provider.isAddressOptional)) {
    return { provider, targets: [{ message: { ...message, to: "" }, isOneOfSeveral: false }] };
  }
  const targets = all.flatMap((to, index): Target[] => {
    const isRefused = closed.refused?.some((each) => each.kind === kind && each.index === index);
    return isRefused || closed.isSuppressed(kind, to)
      ? []
      : [
          {
            message: { ...message, to },
            address: { kind, index },
            isOneOfSeveral: all.length > 1,
          },
        ];
  });
  if (targets.length > 0) {
    return { provider, targets };
  }
  return { id, reason: all.length === 0 ? "no-address" : "suppressed" };
}

/** What a provider would carry, the same to each address. */
function messageBy(
  { id: account, address, contentLimit }: ConfiguredProvider,
  notification: Notification,
  channel: string,
  { attachments, unsubscribeUrl, truncate }: MessageExtras,
): Omit<ProviderMessage, "to"> {
  const words = wordsOf(notification, channel, address);
  const {
    id: notificationId,
    message: text,
    addresses: _addresses,
    channels: _channels,
    expectsResponse: _expectsResponse,
    registeredAt: _registeredAt,
    sms: _sms,
    attachments: _attachments,
    category: _category,
    template: _template,
    ...carried
  } = truncate && contentLimit ? truncated(words, contentLimit) : words;
  return {
    ...carried,
    text,
    notificationId,
    channel,
    account,
    ...(address === "email" && attachments && { attachments }),
    ...(address === "email" && unsubscribeUrl !== undefined && { unsubscribeUrl }),
  };
}
