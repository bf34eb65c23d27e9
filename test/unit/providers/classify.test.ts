import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codePattern } from "../../../lambdas/core/outcome.ts";
import { failureOutcome, kindOfStatus } from "../../../lambdas/providers/classify.ts";
import { codeTable } from "../../../lambdas/providers/code-table.ts";
import { loadProviders } from "../../../lambdas/providers/load-providers.ts";
import { providerRegistry } from "../../../lambdas/providers/registry.ts";

describe("kindOfStatus", () => {
  test.each([
    [200, "unknown"],
    [302, "misconfigured"],
    [400, "misconfigured"],
    [401, "misconfigured"],
    [404, "misconfigured"],
    [408, "unavailable"],
    [429, "throttled"],
    [500, "unavailable"],
    [501, "unavailable"],
    [502, "unknown"],
    [503, "unavailable"],
    [504, "unknown"],
  ] as const)("%i is %s", (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
  });
});

test("a provider that the registry does not have cannot be loaded", async () => {
  for (const id of ["nobody", "toString"]) {
    await expect(loadProviders([id])).rejects.toThrow(`${id} is not a provider`);
  }
});

describe("failureOutcome", () => {
  const source = "https://example.com/{code}";
  const table = codeTable([
    { kind: "refused", source, codes: [21610], suppress: true },
    { kind: "refused", source, codes: ["NO_RECIPIENTS"] },
  ]);
  const outcomeOf = (code: string | number | undefined, status: number) =>
    failureOutcome(table, { code, status });

  test("a listed code decides, whatever the status", () => {
    expect(outcomeOf(21610, 500)).toEqual({
      kind: "refused",
      code: "21610",
      suppress: true,
    });
    expect(outcomeOf("NO_RECIPIENTS", 500)).toEqual({ kind: "refused", code: "NO_RECIPIENTS" });
  });

  test("what the text says decides before the code", () => {
    const failure = { code: 21610, status: 400, kind: "misconfigured" } as const;
    expect(failureOutcome(table, failure)).toEqual({ kind: "misconfigured", code: "21610" });
  });

  test("each code of a table has its own source, and stands in it once", () => {
    expect(table.get("21610")?.source).toBe("https://example.com/21610");
    const group = { kind: "refused", source, codes: [1, "1"] } as const;
    expect(() => codeTable([group])).toThrow("the code 1 is listed twice");
  });

  test("a code not listed goes by the status", () => {
    expect(outcomeOf("NEW", 503)).toEqual({ kind: "unavailable", code: "NEW" });
  });

  test.each(["toString", "constructor"])("%s is not taken for a listed code", (code) => {
    expect(outcomeOf(code, 400)).toEqual({ kind: "misconfigured", code });
  });

  test.each([
    "21610",
    "-1",
    "10-2018278",
    "InvalidParameterValue",
    "NO_RECIPIENTS",
    "AWS.SimpleQueueService.NonExistentQueue",
    "S3Error",
    "http-503",
    "5.1.1",
    "Permanent.OnAccountSuppressionList",
    "not-spam",
  ])("%s is kept as a code", (code) => {
    expect(outcomeOf(code, 400)).toMatchObject({ code });
  });

  test.each([
    "a6345d0278adc55d3474f5",
    "bk3RNwTe3H0:CI2k_HHwgIpoDKCIZvvDMExUdFQ3P1",
    "tel-48600100200",
    "tel.486.001.002.00",
    "48600100200",
    "ann@example.com",
    "Your message",
    "x".repeat(65),
    "",
  ])("%s is not", (code) => {
    expect(outcomeOf(code, 400)).toEqual({ kind: "misconfigured", code: "http-400" });
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
        expect(outcomeOf(code, 400)).toEqual({
          kind: "misconfigured",
          code: "http-400",
        });
      }),
    );
  });
});

test("every listed code is kept as it is", async () => {
  const ids = Object.keys(providerRegistry);
  const tables = await Promise.all(
    ids.map((id) => import(`../../../lambdas/providers/${id}/codes.ts`).catch(() => ({}))),
  );
  const codes = tables.flatMap(({ codes: table }) => [...(table?.keys() ?? [])]);
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter((code) => !codePattern.test(code))).toEqual([]);
});
