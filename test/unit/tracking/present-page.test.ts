import { ulid } from "ulid";
import { describe, expect, test } from "vitest";
import { cursor as cursorSchema } from "../../../lambdas/api/cursor.ts";
import { jsonResponse } from "../../../lambdas/api/json-responses.ts";
import { fitting, maxListBytes } from "../../../lambdas/api/response-size.ts";
import type { DeliveryFilter } from "../../../lambdas/core/track-notifications.ts";
import { listNotifications } from "../../../lambdas/core/track-notifications.ts";
import { presentPage } from "../../../lambdas/functions/tracking/present.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import type { ReadPages } from "../../support/long-history.ts";
import {
  historyLength,
  lambdaLimitBytes,
  longTexts,
  readPages,
  storeLongHistory,
} from "../../support/long-history.ts";

const userId = "u-42";
const facts = { now: new Date(), isDeployed: () => true };

function read(store: InMemoryStore, filter: DeliveryFilter, limit: number): Promise<ReadPages> {
  return readPages(async (cursor) => {
    const before = cursor === undefined ? undefined : cursorSchema.parse(cursor);
    const page = await listNotifications(store, userId, { limit, before }, new Date(), filter);
    return jsonResponse(200, await presentPage(page, facts));
  });
}

describe.each(Object.entries(longTexts))("a list of long notifications, %s", (_, message) => {
  const store = new InMemoryStore();
  const stored = storeLongHistory(store, userId, message);

  test.each([
    ["as it is", {}, "all"],
    ["by a status", { status: "failed" }, "failed"],
    ["by channel and status", { channel: "sms", status: "failed" }, "failed"],
  ] as const)("%s, has each once, in pages that fit", async (_name, filter, which) => {
    const expected = (await stored)[which];
    const { ids, sizes, maxBytes } = await read(store, filter, historyLength);
    expect(ids).toEqual(expected);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
    expect(maxBytes).toBeLessThan(lambdaLimitBytes);
  });

  test("is not cut where it fits", async () => {
    const { ids, sizes } = await read(store, {}, 10);
    expect(ids).toEqual((await stored).all);
    expect(sizes).toEqual(Array(10).fill(10));
  });
});

test("the largest page of long notifications is cut", async () => {
  const store = new InMemoryStore();
  const { all } = await storeLongHistory(store, userId, longTexts["escaped as code points"]);
  const { sizes } = await read(store, {}, historyLength);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes[0]).toBeLessThan(all.length);
});

test("a page that is not the last says how far it looked back, also where nothing fits", async () => {
  const id = ulid(Date.parse("2026-11-23T15:20:00.000Z"));
  const page = await presentPage({ notifications: [], next: id }, facts);
  expect(page).toMatchObject({
    notifications: [],
    lookedBackTo: new Date("2026-11-23T15:20:00.000Z"),
  });
  expect(await presentPage({ notifications: [] }, facts)).toEqual({ notifications: [] });
});

describe("what fits into a response", () => {
  const half = "x".repeat(maxListBytes / 2);

  test("is all of what is small, and nothing of nothing", () => {
    expect(fitting(["a", "b"])).toEqual(["a", "b"]);
    expect(fitting([])).toEqual([]);
  });

  test("ends before the item that is too much", () => {
    expect(fitting([half, "a", half, "b"])).toEqual([half, "a"]);
  });

  test("is one item at least", () => {
    expect(fitting([half + half, "a"])).toEqual([half + half]);
  });

  test.each(['"', "\\", "\u0001", "\ud800", "語", "🚚"])(
    "counts %j as Lambda hands it on",
    (character) => {
      const item = character.repeat(10_000);
      const items = Array.from({ length: 1_000 }, () => item);
      const body = JSON.stringify(fitting(items));
      const bytes = Buffer.byteLength(JSON.stringify(body));
      expect(bytes).toBeLessThanOrEqual(maxListBytes + 10);
      expect(bytes).toBeGreaterThan(maxListBytes - 100_000);
    },
  );
});
