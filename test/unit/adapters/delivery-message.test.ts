import { describe, expect, test } from "vitest";
import {
  deliveryMessageBody,
  readDeliveryMessage,
} from "../../../lambdas/adapters/delivery-message.ts";
import { readStageSecret } from "../../../lambdas/runtime/stage-secret.ts";
import { openUsers } from "../../../lambdas/runtime/user-seal.ts";
import { plainUsers, users } from "../../support/stage-secret.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };

describe.each([
  ["sealed", users],
  ["plain", plainUsers],
])("a queue message in the form %s", (_, writers) => {
  test.each([
    ["sealed", users],
    ["plain", plainUsers],
  ])("is read back as the delivery that it names by a function that writes %s", (__, readers) => {
    const body = deliveryMessageBody(writers, reference);
    expect(readDeliveryMessage(readers, { body }, "sms")).toEqual(reference);
  });
});

test("does not tell whose it is, nor which others are the same user's", () => {
  const [one, other] = [
    deliveryMessageBody(users, reference),
    deliveryMessageBody(users, reference),
  ];
  const { user, ...rest } = JSON.parse(one);
  expect(rest).toEqual({ notificationId: reference.notificationId, channel: "sms" });
  expect(user).not.toBe(JSON.parse(other).user);
  expect(Buffer.from(user, "base64url").toString("latin1")).not.toContain("u-42");
});

test("of another stage, or changed on its way, names nobody", () => {
  const secret = readStageSecret(Buffer.alloc(32, "another").toString("base64url"));
  const others = openUsers(secret);
  const body = deliveryMessageBody(users, reference);
  expect(readDeliveryMessage(others, { body }, "sms")).toBeUndefined();
  const { user, ...rest } = JSON.parse(body);
  for (const changed of [`A${user.slice(1)}`, `B${user.slice(1)}`, user.slice(0, -4), "", 7]) {
    const isSame = changed === user;
    const found = readDeliveryMessage(
      users,
      { body: JSON.stringify({ ...rest, user: changed }) },
      "sms",
    );
    expect(found).toEqual(isSame ? reference : undefined);
  }
});

test.each([
  ["one of another channel", deliveryMessageBody(users, { ...reference, channel: "email" })],
  ["no JSON", "{"],
  ["a body without a user", JSON.stringify({ ...reference, userId: undefined })],
  ["a text", '"ann@example.com"'],
])("%s names no delivery of the channel", (_, body) => {
  expect(readDeliveryMessage(users, { body }, "sms")).toBeUndefined();
});
