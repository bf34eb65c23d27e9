import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import {
  currentStage,
  InvalidEnvironment,
  parseEnvironment,
} from "../../../lambdas/runtime/environment.ts";
import { awsRegion, httpUrl } from "../../../lambdas/runtime/formats.ts";
import { wholeNumber } from "../../../lambdas/runtime/whole-number.ts";

describe("a function's environment", () => {
  const schema = z.object({ TABLE: z.string(), DAYS: wholeNumber(1) });

  test("is read by its schema", () => {
    expect(parseEnvironment(schema, { TABLE: "t", DAYS: "30", OTHER: "x" })).toEqual({
      TABLE: "t",
      DAYS: 30,
    });
  });

  test("that is wrong is told by the names of all its faults, without a value", () => {
    const parse = () => parseEnvironment(schema, { DAYS: "ann@example.com" });
    expect(parse).toThrow(InvalidEnvironment);
    expect(parse).toThrow(expect.objectContaining({ name: "InvalidEnvironment" }));
    expect(parse).toThrow(/^the function's environment is wrong: TABLE: .+; DAYS: .+$/);
    expect(parse).not.toThrow(/ann@example\.com/);
  });

  test("names its stage", () => {
    expect(currentStage({ HERALD_STAGE: "sandbox" })).toBe("sandbox");
    expect(currentStage({})).toBe("none");
  });
});

describe("a whole number", () => {
  const read = (text: string) => z.safeParse(wholeNumber(1), text).data;

  test.each([
    ["1", 1],
    ["30", 30],
  ])("%s is one", (text, number) => expect(read(text)).toBe(number));

  test.each(["0", "-1", "1.5", "x", ""])("%j is none of at least 1", (text) =>
    expect(read(text)).toBeUndefined(),
  );
});

describe("an address that paths are put after", () => {
  const read = (text: string) => z.safeParse(httpUrl, text);

  test.each([
    ["https://api.example.com", "https://api.example.com"],
    ["https://api.example.com/production/", "https://api.example.com/production"],
    ["http://127.0.0.1:4580/sms//", "http://127.0.0.1:4580/sms"],
  ])("%s is %s", (text, url) => expect(read(text).data).toBe(url));

  test.each([
    ["ftp://example.com", "must be an http or https URL"],
    ["xhttps://example.com", "must be an http or https URL"],
    ["example.com", "must be an http or https URL"],
    ["https://example.com?x=1", "must have no query and no fragment"],
    ["https://example.com#x", "must have no query and no fragment"],
  ])("%s is none: it %s", (text, fault) => {
    expect(read(text).error?.issues.map(({ message }) => message)).toEqual([fault]);
  });
});

test.each([
  ["eu-central-1", true],
  ["us-gov-west-1", true],
  ["eu-central", false],
  ["eu-central-12", false],
  ["xeu-central-1", false],
  ["Eu-central-1", false],
])("%s is a region: %s", (text, isRegion) => {
  expect(z.safeParse(awsRegion, text).success).toBe(isRegion);
  expect(z.safeParse(awsRegion, "?").error?.issues[0]?.message).toBe("must be an AWS region");
});
