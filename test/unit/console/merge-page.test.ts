import { expect, test } from "vitest";
import type { TrackedNotification } from "../../../client/herald-client.ts";
import { withFirstPage, withNextPage } from "../../../console/merge-page.ts";

/** Notifications with these ids, the first one the newest. */
function page(ids: string, nextCursor?: string) {
  const notifications = [...ids].map((id) => ({ id }) as TrackedNotification);
  return { notifications, ...(nextCursor !== undefined && { nextCursor }) };
}

function idsOf({ notifications }: { notifications: readonly { id: string }[] }): string {
  return notifications.map(({ id }) => id).join("");
}

test("the first page is taken as it is", () => {
  expect(withFirstPage(undefined, page("cb", "to-a"))).toEqual(page("cb", "to-a"));
});

test("older ones stay under a fresh first page, with the cursor after them", () => {
  const merged = withFirstPage(page("dcba", "to-0"), page("fedc", "to-b"));
  expect(idsOf(merged)).toBe("fedcba");
  expect(merged.nextCursor).toBe("to-0");
});

test("what a fresh page does not have any more is gone", () => {
  expect(idsOf(withFirstPage(page("dcba"), page("dba")))).toBe("dba");
  expect(idsOf(withFirstPage(page("dcba", "to-0"), page("db", "to-a")))).toBe("dba");
});

test("a page that does not meet the loaded ones takes their place", () => {
  expect(withFirstPage(page("cba", "to-0"), page("zyx", "to-w"))).toEqual(page("zyx", "to-w"));
});

test("the next page is added, nothing twice", () => {
  const merged = withNextPage(page("dc", "to-b"), page("cba"));
  expect(idsOf(merged)).toBe("dcba");
  expect(merged.nextCursor).toBeUndefined();
});
