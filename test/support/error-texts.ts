import * as fc from "fast-check";
import type { CannedResponse } from "../contract/provider-contract/canned-server.ts";

/** What a provider should never have said: no part of `traces` may be found anywhere. */
export interface Secret {
  readonly value: string | number;
  readonly trace: string;
}

const word = fc.stringMatching(/^zq[a-z0-9]{10}zq$/);
const digits = fc.stringMatching(/^[1-9][0-9]{8,13}$/);

/** Texts that quote a word that would be a code if it stood alone, and numbers too long for one. */
export const secret: fc.Arbitrary<Secret> = fc.oneof(
  word.chain((trace) =>
    fc
      .constantFrom(
        `${trace}@example.com`,
        `"Ann" <${trace}@example.com>`,
        ` ${trace}`,
        `${trace}\n`,
        `21211 ${trace}`,
        `${trace}-${"x".repeat(372)}`,
        `Bearer ${trace}==`,
        `ż${trace}`,
        `(#100) ${trace}: no matching user found`,
        `Invalid parameter: PhoneNumber Reason: ${trace} is not valid to publish to`,
        `Address blacklisted: ${trace}`,
        `{"to":"${trace}"}`,
        `https://example.com/?to=${trace}`,
        `<${trace}>`,
        `${trace}\u0000`,
        `${trace}\ud83d`,
      )
      .map((value) => ({ value, trace })),
  ),
  digits.chain((trace) =>
    fc
      .constantFrom<string | number>(`+${trace}`, trace, `100-${trace}`, Number(trace))
      .map((value) => ({ value, trace })),
  ),
);

/** A body that quotes what it is given where a provider has its codes and texts. */
type Body = (one: string | number, two: string | number, three: string | number) => unknown;

const bodies: readonly Body[] = [
  (code, message, status) => ({
    code,
    message,
    status,
    more_info: message,
    details: { [String(message)]: code },
  }),
  (error_code, error_message, to) => ({ status: "failed", error_code, error_message, to }),
  (code, error, success) => ({ success, code, error, info: { failed: [error], devices: code } }),
  (code, error_subcode, message) => ({
    error: { code, error_subcode, message, type: message, fbtrace_id: message },
  }),
  (code, message, error_subcode) => ({
    error: { code: 100, error_subcode, message, is_transient: true, error_data: { code } },
  }),
  (field, message, help) => ({
    errors: [
      { field, message, help },
      { field: null, message },
    ],
  }),
  (field, message, error_id) => ({
    errors: [{ field: `personalizations.0.${field}`, message, error_id }],
  }),
  (one, two, three) => [one, [two, { nested: { [String(three)]: three } }]],
  (code, text, type) => awsXml(code, text, type),
  (code, text, type) => awsXml("InvalidParameter", text, `${type}${code}`),
  (code, text, type) => awsXml("MessageRejected", text, `${type}${code}`),
  (one, two, three) => `<html>${one}<p>${two}</p>${three}`,
  (one) => one,
];

function awsXml(code: string | number, text: string | number, type: string | number): string {
  const [Code, Message, Type] = [code, text, type].map((value) =>
    String(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
  );
  const error = `<Type>${Type}</Type><Code>${Code}</Code><Message>${Message}</Message>`;
  return `<ErrorResponse><Error>${error}</Error><RequestId>${Message}</RequestId></ErrorResponse>`;
}

const status = fc.oneof(
  fc.constantFrom(200, 201, 202, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504),
  fc.integer({ min: 300, max: 599 }),
);

/** An error response: whatever its status, it names no message that was taken. */
export const errorResponse: fc.Arbitrary<{
  readonly response: CannedResponse;
  readonly traces: readonly string[];
}> = fc
  .record({
    status,
    body: fc.constantFrom(...bodies),
    secrets: fc.tuple(secret, secret, secret),
  })
  .map(({ status: given, body, secrets }) => {
    const [one, two, three] = secrets;
    const made = body(one.value, two.value, three.value);
    const text = typeof made === "string" ? made : JSON.stringify(made);
    const headers = { "x-error": one.trace, "retry-after": two.trace, "x-request-id": three.trace };
    return {
      response: { status: given, body: text, headers },
      traces: secrets.map(({ trace }) => trace),
    };
  });

/** An error as an SDK or a library throws it, with texts in every field that anything reads. */
export const thrownError: fc.Arbitrary<{
  readonly error: unknown;
  readonly traces: readonly string[];
}> = fc
  .record({
    status: fc.option(status, { nil: undefined }),
    secrets: fc.tuple(secret, secret, secret),
    isError: fc.boolean(),
    hasCode: fc.boolean(),
  })
  .map(({ status: httpStatusCode, secrets, isError, hasCode }) => {
    const [name, message, code] = secrets.map(({ value }) => value);
    const fields = {
      name: String(name),
      message: String(message),
      code,
      ...(hasCode && { Code: code }),
      $fault: "client",
      $metadata: { httpStatusCode, requestId: String(message) },
    };
    const error = isError ? Object.assign(new Error(), fields) : fields;
    return { error, traces: secrets.map(({ trace }) => trace) };
  });
