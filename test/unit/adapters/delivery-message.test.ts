import { expect, test } from "vitest";
import {
  deliveryMessageBody,
  readDeliveryMessage,
} from "../../../lambdas/adapters/delivery-message.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };

test("a queue message is read back as the delivery that it names", () => {
  const body = deliveryMessageBody(reference);
  expect(JSON.parse(body)).toEqual(reference);
  expect(readDeliveryMessage({ body }, "sms")).toEqual(reference);
});

test.each([
  ["one of another channel", deliveryMessageBody({ ...reference, channel: "email" })],
  ["no JSON", "{"],
  ["a body without a user", JSON.stringify({ ...reference, userId: undefined })],
  ["a text", '"ann@example.com"'],
])("%s names no delivery of the channel", (_, body) => {
  expect(readDeliveryMessage({ body }, "sms")).toBeUndefined();
});
