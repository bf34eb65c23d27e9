import { expect, test } from "vitest";
import { faultsByControl } from "../../../console/field-faults.ts";

test.each([
  ["email", { email: "is wrong" }],
  ["channels.0", { channels: "is wrong" }],
  ["template", { template: "is wrong" }],
  ["template.name", { template: "is wrong" }],
  ["template.timeZone", { "template-timeZone": "is wrong" }],
  ["template.data", { "template-data": "is wrong" }],
  ["template.data.order.items.0.price", { "template-data": "order.items.0.price: is wrong" }],
])("a fault of %s stands at its control", (field, faults) => {
  expect(faultsByControl([{ field, detail: "is wrong" }])).toEqual(faults);
});

test("several of one control are told together, and the same one once", () => {
  const errors = [
    { field: "template.data.a", detail: "is wrong" },
    { field: "template.data.b", detail: "is missing" },
    { field: "channels.0", detail: "is no channel" },
    { field: "channels.1", detail: "is no channel" },
  ];
  expect(faultsByControl(errors)).toEqual({
    "template-data": "a: is wrong; b: is missing",
    channels: "is no channel",
  });
});
