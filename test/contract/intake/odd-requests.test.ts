import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { submissionSchema } from "../../../lambdas/core/submission.ts";
import type { Submit } from "../../support/intake-function.ts";
import { startIntakeFunction } from "../../support/intake-function.ts";
import type { TestStage } from "../../support/test-stage.ts";
import { createTestStage } from "../../support/test-stage.ts";

const order = { userId: "u-42", message: "Your order is ready", email: "ann@example.com" };

let stage: TestStage;
let submit: Submit;

beforeAll(async () => {
  const endpoint = inject("awsEndpoint");
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", "INFO");
  stage = await createTestStage(endpoint, { email: ["ses"] });
  submit = await startIntakeFunction(stage, endpoint);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await stage.remove();
});

/** What is logged while something is done. */
async function logOf(work: () => Promise<unknown>): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  // Metrics says there that a refused body has none.
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  try {
    await work();
    return write.mock.calls.map(([chunk]) => String(chunk)).join("");
  } finally {
    write.mockRestore();
    warn.mockRestore();
  }
}

test("half of a character is a fault, and the next user's request is not touched by it", async () => {
  const { statusCode, body } = await submit({ ...order, message: "On its way \ud83d" });
  expect(statusCode).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ errors: [{ field: "message" }] });
  const next = await submit({ ...order, userId: "u-43", message: "Hello 👍" });
  expect(next.statusCode).toBe(202);
});

test("11,000 Cyrillic characters are taken though each is escaped", async () => {
  const message = JSON.stringify("x").replace("x", "\\u0416".repeat(11_000));
  const body = `{"userId":"u-42","email":"ann@example.com","message":${message}}`;
  expect((await submit(body)).statusCode).toBe(202);
});

test("a name that a caller made up is not logged", async () => {
  let response = "";
  const log = await logOf(async () => {
    response = (await submit({ ...order, "ann@example.com +48111": 1, email: 7 })).body;
  });
  expect(JSON.parse(response).errors).toHaveLength(2);
  const lines = log.split("\n").filter((line) => line.includes('"invalid"'));
  expect(lines.map((line) => JSON.parse(line).fields)).toEqual([["email", "unknown"]]);
  expect(log).not.toMatch(/ann@example\.com|48111/);
});

test("65 KB of unknown names get a short response", async () => {
  const names = Array.from({ length: 8_000 }, (_, index) => `k${index}`);
  const { statusCode, body } = await submit(Object.fromEntries(names.map((name) => [name, 1])));
  expect(statusCode).toBe(400);
  expect(body.length).toBeLessThan(8_192);
});

test("no body is a fault of Herald's, whatever it holds", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("\ud83d", "\udc4d x", "\u0000", "x".repeat(20_000), "__proto__", "👍"),
  );
  const value = fc.oneof(text, fc.jsonValue(), fc.array(text), fc.double(), fc.constant(null));
  const fields = Object.fromEntries(
    Object.keys(submissionSchema.shape).map((name) => [name, value]),
  );
  const bodies = fc.oneof(
    text.map((message) => ({ ...order, message })),
    text.map((subject) => ({ ...order, subject })),
    fc.record(fields, { requiredKeys: [] }).map((odd) => ({ ...order, ...odd })),
    fc.dictionary(text, value).map((odd) => ({ ...order, ...odd })),
    text,
    value,
  );
  await logOf(() =>
    fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { statusCode } = await submit(body ?? "null");
        expect([202, 400, 413]).toContain(statusCode);
      }),
      { numRuns: 150 },
    ),
  );
}, 60_000);
