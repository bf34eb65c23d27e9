import { expect, test } from "vitest";
import { exampleOf } from "../../../lambdas/api/metadata.ts";
import { schemas } from "../../../lambdas/api/schemas.ts";
import { schemaFault } from "../../support/checked-fetch.ts";

const delivery = exampleOf(schemas.Delivery) as object;
const page = { notifications: [{ ...(exampleOf(schemas.Notification) as object) }] };

test("a response that the document does not have is found out", () => {
  expect(schemaFault("Delivery", delivery)).toBeUndefined();
  expect(schemaFault("Delivery", { ...delivery, status: "lost" })).toMatch(/^Delivery: /);
  expect(schemaFault("Delivery", {})).toMatch(/required/);
});

test("and so is a field that this release does not have, however deep", () => {
  expect(schemaFault("Delivery", { ...delivery, colour: "red" })).toBe(
    "Delivery: no such field: colour",
  );
  expect(schemaFault("NotificationPage", page)).toBeUndefined();
  const [notification] = page.notifications;
  const deeper = { notifications: [{ ...notification, deliveries: [{ ...delivery, colour: 1 }] }] };
  expect(schemaFault("NotificationPage", deeper)).toBe(
    "NotificationPage: no such field: notifications.0.deliveries.0.colour",
  );
});
