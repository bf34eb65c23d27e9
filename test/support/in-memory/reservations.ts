import type { Reservation } from "../../../lambdas/core/idempotency.ts";
import { idempotencySeconds } from "../../../lambdas/core/idempotency.ts";
import type { ReservationStore } from "../../../lambdas/core/ports/records.ts";
import type { Clock } from "../../../lambdas/core/ports/system.ts";

/** Reservations in memory; the contract suite proves that they behave like DynamoDB's. */
export class InMemoryReservations implements ReservationStore {
  readonly reservations = new Map<string, Reservation>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async reserve(reservation: Reservation): Promise<Reservation | undefined> {
    const earlier = this.#kept(reservation.key);
    if (earlier === undefined) {
      this.reservations.set(reservation.key, reservation);
    }
    return earlier?.notificationId === reservation.notificationId ? undefined : earlier;
  }

  async find(key: string): Promise<Reservation | undefined> {
    return this.#kept(key);
  }

  #kept(key: string): Reservation | undefined {
    const found = this.reservations.get(key);
    const ageMs = found && this.#clock.now().getTime() - found.registeredAt.getTime();
    return ageMs === undefined || ageMs >= idempotencySeconds * 1000 ? undefined : found;
  }

  async takeOver(seen: Reservation, leaseUntil: Date): Promise<boolean> {
    const found = this.reservations.get(seen.key);
    if (found?.notificationId !== seen.notificationId) {
      return false;
    }
    if (found.leaseUntil.getTime() !== seen.leaseUntil.getTime()) {
      return false;
    }
    this.reservations.set(seen.key, { ...found, leaseUntil });
    return true;
  }

  async release({ key, notificationId }: Reservation): Promise<void> {
    if (this.reservations.get(key)?.notificationId === notificationId) {
      this.reservations.delete(key);
    }
  }
}
