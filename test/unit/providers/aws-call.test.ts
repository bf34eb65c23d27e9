import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Outcome } from "../../../lambdas/core/outcome.ts";
import { AwsCalls, awsClientConfig } from "../../../lambdas/providers/aws-call.ts";
import { codeTable } from "../../../lambdas/providers/code-table.ts";
import type {
  CannedResponse,
  CannedServer,
} from "../../contract/provider-contract/canned-server.ts";
import {
  closedPortUrl,
  startCannedServer,
} from "../../contract/provider-contract/canned-server.ts";
import { awsError } from "../../contract/provider-contract/provider-row.ts";

const codes = codeTable([
  { kind: "refused", source: "https://example.com", codes: ["BadNumber"] },
  { kind: "throttled", source: "https://example.com", codes: ["TooFast"] },
]);

let server: CannedServer;
let made: number;

beforeAll(async () => {
  server = await startCannedServer();
});

afterAll(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  server.requests.length = 0;
  made = 0;
});

function callsTo(baseUrl: string) {
  const make = () => {
    made += 1;
    return new SNSClient(awsClientConfig({ region: "eu-west-1", baseUrl }));
  };
  // What a text says is beyond the codes, and goes before them.
  return new AwsCalls(make, codes, ({ code, text }) =>
    code === "Odd" && text === "not this one" ? "refused" : undefined,
  );
}

function publish(calls: AwsCalls<SNSClient>, Message = "text"): Promise<Outcome> {
  return calls.make(AbortSignal.timeout(2_000), (client, options) =>
    client.send(new PublishCommand({ PhoneNumber: "+48600100200", Message }), options),
  );
}

const accepted: CannedResponse = {
  status: 200,
  body: "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>",
};

test("what is not set is not handed to the SDK, which then goes by its environment", () => {
  const config = awsClientConfig({});
  expect(config).not.toHaveProperty("region");
  expect(config).not.toHaveProperty("endpoint");
  expect(config.maxAttempts).toBe(1);
});

describe("a response", () => {
  test.each<[string, CannedResponse, Outcome]>([
    ["with a message's id", accepted, { kind: "accepted", providerMessageId: "m-1" }],
    [
      "without one",
      { status: 200, body: "<PublishResponse><PublishResult/></PublishResponse>" },
      { kind: "unknown", code: "no-message-id" },
    ],
    [
      "that is not AWS's",
      { status: 200, body: "hello" },
      { kind: "unknown", code: "non-xml-answer" },
    ],
    [
      "of something before AWS",
      { status: 503, body: "<html><body>no</body></html>" },
      { kind: "unavailable", code: "http-503" },
    ],
    [
      "with a listed code",
      { status: 400, body: awsError("BadNumber", "x") },
      { kind: "refused", code: "BadNumber" },
    ],
    [
      "with a telling text",
      { status: 400, body: awsError("Odd", "not this one") },
      { kind: "refused", code: "Odd" },
    ],
    [
      "with an unknown code",
      { status: 400, body: awsError("Odd", "x") },
      { kind: "misconfigured", code: "Odd" },
    ],
    [
      "with an unknown code of a fault",
      { status: 500, body: awsError("Odd", "x") },
      { kind: "unavailable", code: "Odd" },
    ],
  ])("%s comes to its outcome, by one call", async (_, response, outcome) => {
    server.response = response;
    expect(await publish(callsTo(server.url))).toEqual(outcome);
    expect(server.requests).toHaveLength(1);
  });

  test("that wants less is throttled for as long as it says", async () => {
    const headers = { "retry-after": "7" };
    server.response = { status: 400, body: awsError("TooFast", "x"), headers };
    expect(await publish(callsTo(server.url))).toEqual({
      kind: "throttled",
      code: "TooFast",
      retryAfterSeconds: 7,
    });
  });
});

describe("a call without a response", () => {
  test("is unknown once the request may have been written, and the client stays", async () => {
    server.response = "reset";
    const calls = callsTo(server.url);
    expect(await publish(calls)).toMatchObject({ kind: "unknown" });
    expect(made).toBe(1);
  });

  test("is unavailable where no connection opened", async () => {
    expect(await publish(callsTo(await closedPortUrl()))).toEqual({
      kind: "unavailable",
      code: "connection-refused",
    });
  });
});

describe("a call that is not made", () => {
  test("for want of credentials is the deployer's fault, and the client stays", async () => {
    server.response = accepted;
    const calls = callsTo(server.url);
    const missing = Object.assign(new Error("none"), { name: "CredentialsProviderError" });
    const outcome = await calls.make(AbortSignal.timeout(2_000), () => Promise.reject(missing));
    expect(outcome).toEqual({ kind: "misconfigured", code: "no-credentials" });
    expect(made).toBe(1);
  });

  test.each([new TypeError("no"), "no", Object.assign({}, { name: "CredentialsProviderError" })])(
    "as the SDK threw %s leaves its client, which may hold what it had written",
    async (thrown) => {
      server.response = accepted;
      const calls = callsTo(server.url);
      const outcome = await calls.make(AbortSignal.timeout(2_000), () => Promise.reject(thrown));
      expect(outcome).toEqual({ kind: "misconfigured", code: "request-not-made" });
      expect(server.requests).toEqual([]);
      expect(await publish(calls, "next")).toMatchObject({ kind: "accepted" });
      expect(made).toBe(2);
      expect(server.requests).toEqual([expect.stringContaining("Message=next")]);
    },
  );
});
