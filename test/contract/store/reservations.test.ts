import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { dynamoDbReservationStore } from "../../../lambdas/adapters/dynamodb-reservation-store.ts";
import type { Reservation } from "../../../lambdas/core/idempotency.ts";
import type { ReservationStore } from "../../../lambdas/core/ports/records.ts";
import { InMemoryReservations } from "../../support/in-memory/reservations.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import type { TestTable } from "../../support/tables.ts";
import { createNotificationsTable } from "../../support/tables.ts";

let table: TestTable;
let time: VirtualTime;

beforeAll(async () => {
  table = await createNotificationsTable(inject("awsEndpoint"));
});

afterAll(() => table.drop());

describe.each([
  ["in memory", () => new InMemoryReservations(time)],
  ["DynamoDB", () => dynamoDbReservationStore(table, time)],
])("reservations %s", (_, create: () => ReservationStore) => {
  let store: ReservationStore;
  let first: Reservation;

  beforeEach(() => {
    time = new VirtualTime();
    store = create();
    first = {
      key: crypto.randomUUID(),
      fingerprint: "a body",
      notificationId: "01KAS0000000000000000000XD",
      registeredAt: time.now(),
      channels: ["sms", "email"],
      leaseUntil: new Date(time.now().getTime() + 10_000),
    };
  });

  const other = () => ({ ...first, notificationId: "01KAS0000000000000000000XE" });

  test("are made once for a key", async () => {
    expect(await store.reserve(first)).toBeUndefined();
    expect(await store.reserve(other())).toEqual(first);
    expect(await store.find(first.key)).toEqual(first);
  });

  test("let one of several calls at the same moment through", async () => {
    const calls = ["A", "B", "C", "D"].map((letter) =>
      store.reserve({ ...first, notificationId: `01KAS0000000000000000000X${letter}` }),
    );
    const made = (await Promise.all(calls)).filter((earlier) => earlier === undefined);
    expect(made).toHaveLength(1);
  });

  test("take a repeated write for the write it repeats", async () => {
    await store.reserve(first);
    expect(await store.reserve(first)).toBeUndefined();
  });

  test("are not there for another key", async () => {
    await store.reserve(first);
    expect(await store.find("another")).toBeUndefined();
  });

  test("end after 24 hours, removed by then or not", async () => {
    await store.reserve(first);
    time.advance(24 * 3_600_000 - 1_000);
    expect(await store.find(first.key)).toEqual(first);
    time.advance(1_000);
    expect(await store.find(first.key)).toBeUndefined();
    const later = { ...other(), registeredAt: time.now() };
    expect(await store.reserve(later)).toBeUndefined();
    expect(await store.find(first.key)).toEqual(later);
  });

  test("are taken over once", async () => {
    await store.reserve(first);
    const leaseUntil = new Date(time.now().getTime() + 20_000);
    const calls = [store.takeOver(first, leaseUntil), store.takeOver(first, leaseUntil)];
    expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(1);
    expect(await store.find(first.key)).toEqual({ ...first, leaseUntil });
  });

  test("are given free by their own call only", async () => {
    await store.reserve(first);
    await store.release(other());
    expect(await store.find(first.key)).toEqual(first);
    await store.release(first);
    expect(await store.find(first.key)).toBeUndefined();
  });
});
