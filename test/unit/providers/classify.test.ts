import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failureOutcome, kindOfStatus } from "../../../lambdas/providers/classify.ts";

describe("kindOfStatus", () => {
  test.each([
    [200, "unknown"],
    [302, "misconfigured"],
    [400, "misconfigured"],
    [401, "misconfigured"],
    [404, "misconfigured"],
    [408, "unavailable"],
    [429, "unavailable"],
    [500, "unavailable"],
    [501, "unavailable"],
    [502, "unknown"],
    [503, "unavailable"],
    [504, "unknown"],
  ] as const)("%i is %s", (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
  });
});

describe("failureOutcome", () => {
  const table = { 21610: "refused", NO_RECIPIENTS: "refused" } as const;

  test("a listed code decides, whatever the status", () => {
    expect(failureOutcome(table, 21610, 500)).toEqual({ kind: "refused", code: "21610" });
  });

  test("a code not listed goes by the status", () => {
    expect(failureOutcome(table, "NEW", 503)).toEqual({ kind: "unavailable", code: "NEW" });
  });

  test.each(["toString", "constructor"])("%s is not taken for a listed code", (code) => {
    expect(failureOutcome(table, code, 400)).toEqual({ kind: "misconfigured", code });
  });

  test("no code holds an e-mail address, a phone number or a sentence", async () => {
    const phoneNumber = fc.integer({ min: 10_000_000, max: 999_999_999_999 });
    const personal = fc.oneof(
      fc.emailAddress(),
      phoneNumber.map((digits) => `+${digits}`),
      phoneNumber.map(String),
      fc.tuple(fc.lorem(), fc.lorem()).map((words) => words.join(" ")),
    );
    await fc.assert(
      fc.property(personal, (code) => {
        expect(failureOutcome(table, code, 400)).toEqual({
          kind: "misconfigured",
          code: "http-400",
        });
      }),
    );
  });
});
