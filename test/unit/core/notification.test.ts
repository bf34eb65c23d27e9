import { createHash } from "node:crypto";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import {
  fromNotificationItem,
  toNotificationItem,
} from "../../../lambdas/adapters/dynamodb-items.ts";
import { addressKinds } from "../../../lambdas/core/address.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { notificationOf, notificationSchema } from "../../../lambdas/core/notification.ts";
import { notificationFields } from "../../../lambdas/core/notification-fields.ts";
import { parseSubmission, submissionSchema } from "../../../lambdas/core/submission.ts";
import { presentNotification } from "../../../lambdas/functions/tracking/present.ts";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import { schemaFault } from "../../support/checked-fetch.ts";

const registeredAt = new Date("2026-11-23T15:20:00.850Z");
const settled = { notificationId: "01KAS7Q4ZJ8Y5W2N6T3B9C0DXE", registeredAt, channels: ["sms"] };

/** A body with every field that the schema has, each with its example. */
const { properties = {} } = z.toJSONSchema(submissionSchema, { io: "input" });
const fullBody = Object.fromEntries(
  Object.entries(properties).map(([field, schema]) => [
    field,
    typeof schema === "object" ? schema.examples?.[0] : undefined,
  ]),
);

function notificationFor(body: unknown): Notification {
  const parsed = parseSubmission(body);
  if ("faults" in parsed) {
    throw new Error(JSON.stringify(parsed.faults));
  }
  const { message = "", content, template, attachments } = parsed.submission;
  const words = {
    message,
    ...(content && { content }),
    ...(template && { template: { name: template.name, locale: "pl", hash: "0a1b" } }),
    ...(attachments && { attachments: attachmentFiles.read(attachments) }),
  };
  return notificationOf(parsed.submission, words, settled, "orders");
}

/** A notification as the API shows it. */
async function shownOf(notification: Notification): Promise<Record<string, unknown>> {
  const facts = { now: new Date(), isDeployed: () => true };
  const shown = await presentNotification({ notification, deliveries: [] }, facts);
  return JSON.parse(JSON.stringify(shown));
}

/** What DynamoDB gives back of an item that was put. */
function stored(notification: Notification) {
  return unmarshall(
    marshall(toNotificationItem(notification, 1_800_000_000), { removeUndefinedValues: true }),
  );
}

describe("every field of a submission", () => {
  const fields = Object.keys(submissionSchema.shape);
  const notification = notificationFor(fullBody);
  let shown: Record<string, unknown>;

  beforeAll(async () => {
    shown = await shownOf(notification);
  });

  test.each(fields)("%s has a description and an example that is valid", (field) => {
    expect(properties[field]).toMatchObject({ description: expect.stringMatching(/\w/) });
    expect(parseSubmission(fullBody)).toHaveProperty(["submission", field], fullBody[field]);
  });

  test.each(fields)("%s is in the record, and is shown as it is there", (field) => {
    const item = stored(notification);
    expect(item).toHaveProperty(field);
    expect(shown[field]).toEqual(item[field]);
  });

  test("is what the request said, the channels aside, which are those chosen", () => {
    const { expiresAt, attachments: _, template: __, ...said } = fullBody;
    expect(shown).toMatchObject({ ...said, channels: ["sms"] });
    expect(notification.expiresAt).toEqual(new Date(String(expiresAt)));
  });

  test("has of an attachment what it is, and not its bytes", () => {
    expect(shown["attachments"]).toEqual([
      {
        filename: "invoice.pdf",
        contentType: "application/pdf",
        size: 9,
        sha256: createHash("sha256").update("%PDF-1.4\n").digest("hex"),
      },
    ]);
  });

  test("has of a template which it was, and not its data", () => {
    expect(shown["template"]).toEqual({ name: "order-ready", locale: "pl", hash: "0a1b" });
  });
});

describe("a notification's record", () => {
  test("gives the notification back, with every field of the schema", () => {
    const sms = { encoding: "UCS-2", segments: 2, total: 4 };
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const notification = { ...notificationFor(fullBody), sms, traceId };
    const { addresses, ...fields } = notificationSchema.def.innerType.shape;
    expect(Object.keys(notification).toSorted()).toEqual(
      [...Object.keys(fields), "addresses"].toSorted(),
    );
    expect(Object.keys(notification.addresses)).toEqual(addressKinds);
    expect(fromNotificationItem(stored(notification))).toEqual(notification);
  });

  test("has the same attributes from version to version", () => {
    const body = {
      userId: "u-42",
      message: "Your order is ready",
      subject: "Order 1007",
      email: "ann@example.com",
      phoneNumber: "+48600100200",
      pushToken: "token",
      messengerId: "6340512789123456",
      expectsResponse: true,
      expiresAt: "2026-12-01T12:00:00+01:00",
    };
    expect(stored(notificationFor(body))).toEqual({
      ...body,
      recordId: "notification#01KAS7Q4ZJ8Y5W2N6T3B9C0DXE",
      notificationId: "01KAS7Q4ZJ8Y5W2N6T3B9C0DXE",
      channels: ["sms"],
      registeredAt: "2026-11-23T15:20:00.850Z",
      caller: "orders",
      expiresAt: "2026-12-01T11:00:00.000Z",
      expiresAtEpoch: 1_800_000_000,
    });
  });

  test("lacks what the notification lacks", () => {
    const notification = notificationFor({ userId: "u-42", message: "Hi" });
    expect(Object.keys(stored(notification)).toSorted()).toEqual(
      [
        ...["userId", "message", "channels", "expectsResponse"],
        ...["recordId", "notificationId", "registeredAt", "expiresAtEpoch", "caller"],
      ].toSorted(),
    );
    expect(fromNotificationItem(stored(notification))).toEqual({
      id: settled.notificationId,
      userId: "u-42",
      message: "Hi",
      addresses: {},
      channels: ["sms"],
      expectsResponse: false,
      registeredAt,
      caller: "orders",
    });
  });

  test("of before callers had names is read and shown without one", async () => {
    const { caller, ...item } = stored(notificationFor(fullBody));
    const { caller: _, ...older } = notificationFor(fullBody);
    expect(caller).toBe("orders");
    expect(fromNotificationItem(item)).toEqual(older);
    expect(schemaFault("Notification", await shownOf(older))).toBeUndefined();
  });

  test("is read whatever a version after this one has added", () => {
    const notification = notificationFor(fullBody);
    const item = { ...stored(notification), priority: "high" };
    expect(fromNotificationItem(item)).toEqual(notification);
  });

  test("is read though a limit was lowered since", () => {
    const item = { ...stored(notificationFor(fullBody)), message: " ", email: "no address" };
    expect(fromNotificationItem(item)).toMatchObject({
      message: " ",
      addresses: { email: "no address" },
    });
  });

  test("is read with an end after the year 9999, as a caller in another zone may write it", () => {
    const notification = notificationFor({ ...fullBody, expiresAt: "9999-12-31T23:59:59-05:00" });
    expect(stored(notification)["expiresAt"]).toBe("+010000-01-01T04:59:59.000Z");
    expect(fromNotificationItem(stored(notification))).toEqual(notification);
  });
});

test("a submission has its fields in the order of the table, whatever the body's", () => {
  const body = {
    ...{ expiresAt: "2026-12-01T12:00:00+01:00", channels: ["sms"], messengerId: "1" },
    ...{ pushToken: "token", phoneNumber: "+48600100200", email: "ann@example.com" },
    ...{ subject: "Order 1007", message: "Hi", userId: "u-42" },
  };
  expect(JSON.stringify(parseSubmission(body))).toBe(
    '{"submission":{"userId":"u-42","message":"Hi","subject":"Order 1007",' +
      '"email":"ann@example.com","phoneNumber":"+48600100200","pushToken":"token",' +
      '"messengerId":"1","channels":["sms"],"expectsResponse":false,' +
      '"expiresAt":"2026-12-01T12:00:00+01:00"}}',
  );
});

test("a field that is new is optional in the record and in the request", () => {
  const required = ["userId", "message", "channels", "expectsResponse"];
  const added = Object.entries(notificationFields).filter(([field]) => !required.includes(field));
  expect(added.filter(([, field]) => !z.safeParse(field.stored, undefined).success)).toEqual([]);
  expect(added.filter(([, field]) => !z.safeParse(field.submitted, undefined).success)).toEqual([]);
});
