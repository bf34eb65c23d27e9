import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentFaults, truncated } from "../../../lambdas/core/content-limits.ts";

const sms = {
  name: "sms",
  contentLimits: [
    { measure: "characters", max: 10, address: "phoneNumber" },
    { measure: "characters", max: 12, address: "phoneNumber" },
  ],
} as const;
const cutting = { ...sms, name: "alerts", truncate: true };
const push = {
  name: "push",
  contentLimits: [{ measure: "push-bytes", max: 20, address: "pushToken" }],
  truncate: true,
} as const;
const deployed = [sms, cutting, push, { name: "email" }];

function faultsOf(
  content: Parameters<typeof contentFaults>[0],
  chosen: readonly string[],
  given = content.content,
) {
  return contentFaults(content, chosen, deployed, given);
}

const of13 = { message: "x".repeat(13) };

describe("text that is too long", () => {
  test("is a fault where it is over the limit of each of a channel's providers, by its field", () => {
    expect(faultsOf({ message: "x".repeat(12) }, ["sms"])).toEqual([]);
    const detail = "is too long for sms: it has 13 characters, of 12 at most";
    expect(faultsOf(of13, ["sms"])).toEqual([{ field: "message", detail }]);
    const content = { sms: of13 };
    expect(faultsOf({ message: "x", content }, ["sms"])).toEqual([
      { field: "content.sms.message", detail },
    ]);
  });

  test("is a template's where the caller gave no such words", () => {
    const said = { message: "x", content: { sms: of13 } };
    expect(contentFaults(said, ["sms"], deployed, undefined)).toMatchObject([
      { field: "content.sms.message" },
    ]);
    expect(contentFaults(said, ["sms"], deployed, {})).toMatchObject([{ field: "template" }]);
  });

  test("is no fault on a channel that has words of its own, or that sends mail", () => {
    expect(faultsOf({ ...of13, content: { sms: { message: "x" } } }, ["sms", "email"])).toEqual([]);
  });

  test("is counted in characters, not in halves of them", () => {
    expect(faultsOf({ message: "👍".repeat(12) }, ["sms"])).toEqual([]);
  });

  test("is cut on a channel that cuts, and a fault only where what stands beside it is too much", () => {
    expect(faultsOf(of13, ["alerts"])).toEqual([]);
    const data = { push: { data: { id: "x".repeat(17) } } };
    expect(faultsOf({ ...of13, ...data }, ["push"])).toEqual([]);
    const more = { push: { data: { id: "x".repeat(19) } } };
    expect(faultsOf({ ...of13, ...more }, ["push"])).toEqual([
      {
        field: "push",
        detail: "is too long for push: with title and data it has 21 bytes, of 20 at most",
      },
    ]);
  });
});

describe("text that is cut", () => {
  const limit = { measure: "characters", max: 10 } as const;

  test("is left as it is where it fits", () => {
    const content = { message: "x".repeat(10), subject: "Order" };
    expect(truncated(content, limit)).toBe(content);
  });

  test.each([
    ["letters", "abcdefghijkl", "abcdefghij"],
    ["a family, which is one character to its reader", "abcdefgh👨‍👩‍👧‍👦ij", "abcdefgh"],
    ["a letter with its accent", "abcdefghie\u0301j", "abcdefghi"],
    ["a flag", "abcdefghi🇵🇱j", "abcdefghi"],
    ["lines", "abcdefghi\r\njkl", "abcdefghi"],
  ])("ends after the last whole one of %s", (_, message, expected) => {
    expect(truncated({ message }, limit)).toEqual({ message: expected });
  });

  test("fits, is the beginning of the text, and holds no half of a character", () => {
    const pushLimit = { measure: "push-bytes", max: 40 } as const;
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.string({ maxLength: 20 }),
        (message, title) => {
          const cut = truncated({ message, push: { title } }, pushLimit);
          expect(message.startsWith(cut.message)).toBe(true);
          expect(cut.message.isWellFormed()).toBe(message.isWellFormed());
          const bytes = Buffer.byteLength(cut.message) + Buffer.byteLength(title);
          expect(bytes <= 40 || cut.message === "").toBe(true);
        },
      ),
    );
  });
});
