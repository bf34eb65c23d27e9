import { expect, test } from "vitest";
import type { TrackedNotification } from "../../../client/herald-client.ts";
import type { Loaded } from "../../../console/merge-page.ts";
import { withFirstPage, withNextPage } from "../../../console/merge-page.ts";

/** Letters are ids, and as many seconds. */
function at(letter: string): string {
  return new Date(Date.UTC(2026, 10, 23, 15, 20, letter.charCodeAt(0) - 97)).toISOString();
}

/** Notifications with these ids, the first one the newest; not the last page if it looked back to one. */
function page(ids: string, lookedBackTo?: string) {
  const notifications = [...ids].map((id) => ({ id, registeredAt: at(id) }) as TrackedNotification);
  return {
    notifications,
    ...(lookedBackTo !== undefined && {
      nextCursor: `to-${lookedBackTo}`,
      lookedBackTo: at(lookedBackTo),
    }),
  };
}

function first(ids: string, lookedBackTo?: string): Loaded {
  return withFirstPage(undefined, page(ids, lookedBackTo));
}

function idsOf({ notifications }: { notifications: readonly { id: string }[] }): string {
  return notifications.map(({ id }) => id).join("");
}

test("the first page is taken as it is", () => {
  expect(first("cb", "b")).toMatchObject(page("cb", "b"));
});

test("older ones stay under a fresh first page, with the cursor after them", () => {
  const loaded = withNextPage(first("dc", "c"), page("ba", "a"));
  const merged = withFirstPage(loaded, page("fedc", "c"));
  expect(idsOf(merged)).toBe("fedcba");
  expect(merged).toMatchObject({ nextCursor: "to-a", lookedBackTo: at("a") });
});

test("older ones stay where all were loaded, and then there is no cursor", () => {
  const merged = withFirstPage(first("dcba"), page("edcb", "b"));
  expect(idsOf(merged)).toBe("edcba");
  expect(merged.nextCursor).toBeUndefined();
});

test("what a fresh page does not have any more is gone", () => {
  expect(idsOf(withFirstPage(first("dcba"), page("dba")))).toBe("dba");
  const loaded = withNextPage(first("dcb", "b"), page("a"));
  expect(idsOf(withFirstPage(loaded, page("db", "b")))).toBe("dba");
});

test("what was found further back stays under a first page that has nothing", () => {
  const loaded = withNextPage(first("", "m"), page("b", "a"));
  const merged = withFirstPage(loaded, page("", "m"));
  expect(idsOf(merged)).toBe("b");
  expect(merged).toMatchObject({ nextCursor: "to-a", lookedBackTo: at("a") });
});

test("how far it was looked back in vain is not forgotten by a fresh first page", () => {
  const loaded = withNextPage(first("", "m"), page("", "c"));
  expect(withFirstPage(loaded, page("", "m"))).toMatchObject({ nextCursor: "to-c" });
});

test("a page that does not meet the loaded ones takes their place", () => {
  const loaded = withNextPage(first("cb", "b"), page("a"));
  expect(withFirstPage(loaded, page("zyx", "x"))).toMatchObject(page("zyx", "x"));
});

test("the next page is added, nothing twice", () => {
  const merged = withNextPage(first("dc", "b"), page("cba"));
  expect(idsOf(merged)).toBe("dcba");
  expect(merged.nextCursor).toBeUndefined();
});
