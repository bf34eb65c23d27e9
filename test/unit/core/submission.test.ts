import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { maxBodyBytes } from "../../../lambdas/api/problems.ts";
import type { AddressKind } from "../../../lambdas/core/address.ts";
import { addressFields, addressKinds } from "../../../lambdas/core/address.ts";
import { userIdPattern } from "../../../lambdas/core/delivery-reference.ts";
import { maxFaults, maxShownName } from "../../../lambdas/core/field-fault.ts";
import { attachmentBytesLimit, htmlLimit } from "../../../lambdas/core/mail-fields.ts";
import { messageLimit } from "../../../lambdas/core/message-fields.ts";
import type { ParsedSubmission } from "../../../lambdas/core/submission.ts";
import { parseSubmission, submissionSchema } from "../../../lambdas/core/submission.ts";

const order = { userId: "u-42", message: "Your order is ready" };
const halves = { high: "On its way \ud83d", low: "\udc4d done", swapped: "a \udc4d\ud83d b" };

function faultsOf(parsed: ParsedSubmission) {
  return "faults" in parsed ? parsed.faults : [];
}

describe("text that holds half of a character", () => {
  const texts = Object.entries(submissionSchema.shape).flatMap(([field, schema]) =>
    z.safeParse(schema, true).success ? [] : [field],
  );

  test.each(
    texts.flatMap((field) => Object.entries(halves).map(([half, text]) => ({ field, half, text }))),
  )("is a fault in $field ($half)", ({ field, text }) => {
    const value = field === "channels" ? [text] : text;
    const faults = faultsOf(parseSubmission({ ...order, [field]: value }));
    expect(faults.map((fault) => fault.field.split(".")[0])).toEqual([field]);
  });

  test("is told as such", () => {
    expect(faultsOf(parseSubmission({ ...order, message: halves.high }))).toEqual([
      {
        field: "message",
        detail: "must be well-formed Unicode: it holds half of a character",
      },
    ]);
  });

  test("is not told of whole characters", () => {
    const message = "\ud83d\udc4d zażółć 漢字 \u{10ffff}";
    expect(parseSubmission({ ...order, message })).toMatchObject({ submission: { message } });
  });
});

describe("a subject", () => {
  const detail = "must be one line of 1 to 200 characters, and not blank";

  test.each([
    ["one character", "a"],
    ["spaces around it", "  Order 1007\u00a0"],
    ["200 characters of two code units", "\u{1f44d}".repeat(200)],
  ])("may be %s", (_, subject) => {
    expect(parseSubmission({ ...order, subject })).toMatchObject({ submission: { subject } });
  });

  test.each([
    ["nothing", ""],
    ["blank", " \u2003 "],
    ["two lines", "Order\n1007"],
    ["a line with its end", "Order 1007\n"],
    ["a tab", "Order\t1007"],
    ["a control character of Latin-1", "Order\u0085"],
    ["201 characters", "a".repeat(201)],
    ["201 characters of two code units", "\u{1f44d}".repeat(201)],
    ["long, with a line's end at its own", `${"a ".repeat(80_000)}\n`],
  ])("may not be %s", (_, subject) => {
    expect(faultsOf(parseSubmission({ ...order, subject }))).toEqual([
      { field: "subject", detail },
    ]);
  });
});

test("a user id is 1 to 128 of its characters, and no name of a folder in a path", () => {
  const character = fc.constantFrom(..."aZ09._~@:|+=-/ \n");
  const texts = fc.string({ unit: character, maxLength: 130 });
  fc.assert(
    fc.property(fc.oneof(texts, fc.constantFrom(".", "..", "...", "..a", ".a")), (userId) => {
      const isOne = /^[A-Za-z0-9._~@:|+=-]{1,128}$/.test(userId) && !/^\.{1,2}$/.test(userId);
      expect("submission" in parseSubmission({ ...order, userId })).toBe(isOne);
    }),
    { numRuns: 300 },
  );
  for (const [start, longest] of [
    ["", 128],
    [".", 127],
    ["..", 126],
  ] as const) {
    expect(userIdPattern.test(`${start}${"a".repeat(longest)}`)).toBe(true);
    expect(userIdPattern.test(`${start}${"a".repeat(longest + 1)}`)).toBe(false);
  }
});

describe("an optional field that is null", () => {
  const required = ["userId", "message"];
  const optional = Object.keys(submissionSchema.shape).filter((field) => !required.includes(field));

  test.each(optional)("is left out: %s", (field) => {
    const withNull = JSON.stringify(parseSubmission({ ...order, [field]: null }));
    expect(withNull).toBe(JSON.stringify(parseSubmission(order)));
  });

  test.each(required)("is a fault where it has to be given: %s", (field) => {
    expect(faultsOf(parseSubmission({ ...order, [field]: null }))).toEqual([
      { field, detail: "is required" },
    ]);
  });

  test.each(["colour", "constructor", "__proto__", "toString"])(
    "is a fault where there is no such field: %s",
    (field) => {
      const body = JSON.parse(`{"userId":"u-42","message":"Hi",${JSON.stringify(field)}:null}`);
      expect(faultsOf(parseSubmission(body))).toEqual([
        { field, detail: "is not a field of a notification" },
      ]);
    },
  );
});

describe("e-mail addresses", () => {
  test.each([
    "user&user@example.com",
    "a/b=c@example.com",
    "~ann@example.com",
    "o'hara@example.com",
    "!#$%&'*+/=?^_`{|}~-@example.com",
    "ann+tag@mail.example.co.uk",
    "user@xn--bcher-kva.example",
    "user@xn--e1afmkfd.xn--p1ai",
    "Ann.Example@EXAMPLE.com",
    "1@2.example",
    `${"a".repeat(64)}@example.com`,
  ])("%s is taken as it is", (email) => {
    expect(parseSubmission({ ...order, email })).toMatchObject({ submission: { email } });
  });

  test.each([
    ["user@bücher.example", "user@xn--bcher-kva.example"],
    ["user@BÜCHER.example", "user@xn--bcher-kva.example"],
    ["info@пример.рф", "info@xn--e1afmkfd.xn--p1ai"],
    ["info@例え。テスト", "info@xn--r8jz45g.xn--zckzah"],
  ])("%s becomes %s, in the request's fingerprint too", (email, ascii) => {
    expect(parseSubmission({ ...order, email })).toMatchObject({ submission: { email: ascii } });
  });

  test.each([
    "ann@",
    "@example.com",
    "ann",
    "ann@localhost",
    "ann@example..com",
    "ann@-example.com",
    "ann@example.com.",
    "a..b@example.com",
    ".ann@example.com",
    "ann.@example.com",
    "ann@exam_ple.com",
    "ann@10.0.0.1",
    "ann@[10.0.0.1]",
    "ann@bob@example.com",
    "ann@example.com,bob@example.com",
    "Ann <ann@example.com>",
    "ann@example.com\nBcc: bob@example.com",
    "ann b@example.com",
    "zoë@example.com",
    "ann@bücher",
    "ann@bücher.example/path",
    `${"a".repeat(65)}@example.com`,
    `ann@${"a".repeat(64)}.com`,
    `ann@${"ü".repeat(60)}.example`,
    `ann@${"long.".repeat(50)}com`,
  ])("%j is a fault", (email) => {
    expect(faultsOf(parseSubmission({ ...order, email }))).toContainEqual(
      expect.objectContaining({ field: "email" }),
    );
  });
});

describe("a push token", () => {
  test.each([
    "123",
    "1e9f5a2b7c3d4e8f9a0b",
    "cX3f:APA91bH_q-7",
    "ExponentPushToken[abc]",
    "a".repeat(4096),
  ])("of a device is taken: %s", (pushToken) => {
    expect(parseSubmission({ ...order, pushToken })).toMatchObject({ submission: { pushToken } });
  });

  test.each([
    "/topics/all",
    "topics/all",
    "'all' in topics",
    "%2Ftopics%2Fall",
    "*",
    "a,b",
    "a b",
    "",
    "a".repeat(4097),
  ])("that means more than a device is a fault: %s", (pushToken) => {
    expect(faultsOf(parseSubmission({ ...order, pushToken }))).toMatchObject([
      { field: "pushToken" },
    ]);
  });
});

describe("a user id", () => {
  test.each([".", ".."])("that no URL can hold is a fault: %s", (userId) => {
    expect(faultsOf(parseSubmission({ ...order, userId }))).toMatchObject([{ field: "userId" }]);
  });

  test.each(["...", ".a", "a.", "~", "5689c3cf-5acf-4c14-bc32-8e0e6927a061"])(
    "that a URL can hold is taken: %s",
    (userId) => {
      const { pathname } = new URL(`https://herald.example/v1/users/${encodeURIComponent(userId)}`);
      expect(decodeURIComponent(pathname)).toBe(`/v1/users/${userId}`);
      expect(parseSubmission({ ...order, userId })).toMatchObject({ submission: { userId } });
    },
  );
});

describe("what a caller is told", () => {
  test("is bounded, however many fields there are and however long their names", () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `${index}${"x".repeat(200)}`);
    const body = { message: 1, ...Object.fromEntries(names.map((name) => [name, 1])) };
    const faults = faultsOf(parseSubmission(body));
    expect(faults).toHaveLength(maxFaults + 1);
    expect(faults.at(-1)).toEqual({ field: "body", detail: "has 4982 more faults" });
    expect(JSON.stringify(faults).length).toBeLessThan((maxFaults + 1) * (maxShownName + 100));
  });

  test("is all, while that is little", () => {
    const names = Array.from({ length: maxFaults }, (_, index) => `field-${index}`);
    const body = { ...order, ...Object.fromEntries(names.map((name) => [name, 1])) };
    expect(faultsOf(parseSubmission(body)).map(({ field }) => field)).toEqual(names);
  });

  test("is well-formed, though a name was cut within a character", () => {
    const name = `${"x".repeat(maxShownName - 1)}👍`;
    const [fault] = faultsOf(parseSubmission({ ...order, [name]: 1 }));
    expect(fault?.field.isWellFormed()).toBe(true);
  });
});

const longAddresses: Partial<Record<AddressKind, number>> = { pushToken: 4096 };

/** The characters that an address of a kind may have at most. */
function longestAddress(kind: AddressKind): number {
  return longAddresses[kind] ?? 256;
}

test.each(addressKinds)("%s is no longer than the body's limit has room for", (kind) => {
  const { submitted } = addressFields[kind];
  const texts = ["1", "a", "+1"].map((start) => start.padEnd(longestAddress(kind) + 1, "1"));
  expect(texts.filter((text) => z.safeParse(submitted, text).success)).toEqual([]);
});

test("the body's limit has room for every text at its longest, each character escaped", () => {
  const escaped = (length: number, text = "\\u0041") => `"${text.repeat(length)}"`;
  const fields = {
    userId: escaped(128),
    message: escaped(messageLimit, "\\u0416"),
    subject: escaped(200),
    ...Object.fromEntries(addressKinds.map((kind) => [kind, escaped(longestAddress(kind))])),
    channels: `[${Array.from({ length: 50 }, () => escaped(32)).join()}]`,
    expectsResponse: "false",
    expiresAt: escaped(40),
    // More is no push: services take 4 KB of it.
    push: `{"title":${escaped(200)}}`,
    html: escaped(htmlLimit),
    replyTo: escaped(254),
    headers: `{"X-A":${escaped(20 * 998)}}`,
    // They are in base64.
    attachments: "[]",
    category: escaped(64),
    content: `{"email":{"html":${escaped(2 * htmlLimit)}}}`,
    template: `{"name":${escaped(64)}}`,
  };
  expect(Object.keys(fields)).toEqual(Object.keys(submissionSchema.shape));
  const body = `{${Object.entries(fields).map(([name, value]) => `"${name}":${value}`)}}`;
  expect(body.length).toBeGreaterThan(maxBodyBytes / 4);
  expect(body.length).toBeLessThan(maxBodyBytes);
});

test("the body's limit has room for all attachments beside a record at its largest", () => {
  expect((attachmentBytesLimit / 3) * 4 + 350_000).toBeLessThan(maxBodyBytes);
});

test("whatever a body is, it is a well-formed submission or has faults", () => {
  const string = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constant("\ud83d"));
  const value = fc.oneof(string, fc.jsonValue(), fc.constant(null), fc.array(string));
  const known = fc.record(
    Object.fromEntries(Object.keys(submissionSchema.shape).map((field) => [field, value])),
    { requiredKeys: [] },
  );
  const nearlyRight = string.map((text) => ({ ...order, message: text, subject: text }));
  const body = fc.oneof(nearlyRight, known, fc.dictionary(string, value), value);
  fc.assert(
    fc.property(body, (given) => {
      const parsed = parseSubmission(given);
      if ("faults" in parsed) {
        expect(parsed.faults.length).toBeGreaterThan(0);
        return;
      }
      const texts = Object.values(parsed.submission)
        .flat()
        .filter((text) => typeof text === "string");
      expect(texts.every((text) => text.isWellFormed())).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("data of a template may be nested 32 deep and no deeper, however much of it there is", () => {
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
  const faultsWith = (data: unknown) => {
    const { message: _, ...rest } = order;
    return faultsOf(parseSubmission({ ...rest, template: { name: "order-ready", data } }));
  };
  expect(faultsWith(nested(32))).toEqual([]);
  const fault = { field: "template.data", detail: "must be nested at most 32 deep" };
  expect(faultsWith(nested(33))).toEqual([fault]);
  expect(faultsWith({ a: JSON.parse("[".repeat(500_000) + "]".repeat(500_000)) })).toEqual([fault]);
});
