/** The kinds of address at which a provider reaches a user; also the names of the request's fields. */
export const addressKinds = ["email", "phoneNumber", "pushToken", "messengerId"] as const;

/** One kind of address, e.g. `"email"`. */
export type AddressKind = (typeof addressKinds)[number];

/** The addresses that a notification carries, each at most once. */
export type Addresses = Partial<Record<AddressKind, string>>;
