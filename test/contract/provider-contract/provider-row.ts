import type { AddressKind } from "../../../lambdas/core/address.ts";
import type { OutcomeKind } from "../../../lambdas/core/outcome.ts";
import { fakeUser } from "../../../local/fake-user.ts";
import type { CannedResponse, CannedServer } from "./canned-server.ts";

/** What sets one provider apart in the contract suite. */
export interface ProviderRow {
  readonly address: AddressKind;
  readonly to: string;
  /** Settings whose credentials are wrong; absent where the credentials are not in the settings. */
  readonly wrongCredentials?: Readonly<Record<string, string>>;
  /** Settings that its schema rejects, each under the name of the field at fault. */
  readonly badSettings: Readonly<Record<string, unknown>>;
  /** A text longer than the provider takes. */
  readonly oversizedText: string;
  /** A whole 2xx answer that lacks nothing but the message's id; none where Herald itself names it. */
  readonly responseWithoutId?: { readonly status: number; readonly body: string };
  /** What stands in for the provider's service where it is not called over HTTP. */
  readonly service?: CannedService;
  /** An answer of the provider that the simulator does not give, and the outcome's kind and code. */
  readonly rareResponses: readonly RareResponse[];
  /** Whether calls at the same time share one connection, as HTTP/2 lets them. */
  readonly isMultiplexed?: true;
  /** A callback, signed as the service signs; of a provider that calls back. */
  readonly callback?: SignedCallback;
}

/** A service of another protocol than HTTP that gives every message the same response. */
export interface CannedService {
  readonly start: () => Promise<CannedServer>;
  /** What the service may do, and what each comes to, as `httpResponses` has it of HTTP. */
  readonly responses: readonly NamedResponse[];
}

/** What a service may do, in words, and the outcome's kind. */
export type NamedResponse = readonly [name: string, response: CannedResponse, kind: OutcomeKind];

/** A callback, what it is checked with, and what it says. */
export interface SignedCallback {
  readonly keys: Readonly<Record<string, string>>;
  readonly publicUrl?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The end of the URL, for a provider whose URLs hold a delivery's ids. */
  readonly ids?: string;
  /** Of a service that signs nothing: its headers hold a password. */
  readonly isUnsigned?: true;
  /** What it says, in part; nothing where it says nothing of Herald's messages. */
  readonly says: readonly Readonly<Record<string, unknown>>[];
}

/** A response, and what it must come to; `"suppress"` where it means the address itself. */
export type RareResponse = readonly [
  status: number,
  body: string,
  kind: OutcomeKind,
  code: string,
  suppress?: "suppress",
];

/** An address of each kind. */
export const to: Readonly<Record<AddressKind, string>> = fakeUser("contract");

/** AWS's XML for an error. */
export const awsError = (code: string, message: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
