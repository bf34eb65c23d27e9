import { randomInt, randomUUID } from "node:crypto";

/** A user nobody else has, with an address of each kind. */
export interface FakeUser {
  readonly userId: string;
  readonly email: string;
  readonly phoneNumber: string;
  readonly pushToken: string;
  readonly messengerId: string;
}

/** Makes up a user. @param name the beginning of the user's id, e.g. `demo`. */
export function fakeUser(name: string): FakeUser {
  const id = randomUUID().replaceAll("-", "");
  return {
    userId: `${name}-${id.slice(0, 8)}`,
    email: `${name}-${id.slice(0, 8)}@example.com`,
    phoneNumber: `+48${randomInt(500_000_000, 900_000_000)}`,
    pushToken: id,
    messengerId: String(randomInt(1_000_000_000, 9_999_999_999)),
  };
}
