import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { HeraldClient } from "../../client/herald-client.ts";
import { describeApi } from "../../lambdas/api/openapi.ts";
import type { ApiOperation } from "../../lambdas/api/operations.ts";
import { apiOperations, statusesOf } from "../../lambdas/api/operations.ts";
import { maxBodyBytes } from "../../lambdas/api/problems.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { checkedFetch } from "../support/checked-fetch.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();
const { apiUrl } = herald.details;

/** A client without a key. */
const reader = new HeraldClient({ apiUrl });

describe("without a key", () => {
  test("the document is served as JSON and as YAML, and says where the API is", async () => {
    const apiDocument = describeApi("api-key", apiUrl);
    const json = await reader.get("/openapi.json");
    expect(json.headers.get("content-type")).toBe("application/json");
    expect(json.body).toEqual(JSON.parse(JSON.stringify(apiDocument)));
    const yaml = await reader.get("/openapi.yaml");
    expect(yaml.headers.get("content-type")).toBe("application/yaml");
    expect(parse(String(yaml.body))).toEqual(json.body);
  });

  test("a page shows every operation, runs no script and loads nothing", async () => {
    const { status, headers, body } = await reader.get("/docs");
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    for (const { id, path } of apiOperations) {
      expect(body).toContain(`<section id="${id}">`);
      expect(body).toContain(`<code>${path}</code>`);
    }
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    expect(body).not.toMatch(/<script|<link|<img|style=|https?:/);
  });
});

/** Responses that this file does not provoke, by operation (`*`: any) and status, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  "* 429": "too many requests a second, which the emulator does not count; throttle.test.ts",
  "* 500": "a fault of Herald's own",
  "* 503": "something that Herald needs does not answer",
  "* 504": "API Gateway's word on a function that does not answer in time",
  "sendNotification 409": "two calls at the same moment; idempotency.test.ts",
  "liftSuppression 200": "wants a bounce first; receipts.test.ts",
  "sendNotification 200": "wants a dry run; limits.test.ts",
};

const user = fakeUser("documented");
const submission = { ...user, message: "Hi", channels: ["push"] };
/** What goes with the calls that have a body. */
const bodies: Readonly<Record<string, unknown>> = {
  Submission: submission,
  PreferenceChanges: { categories: { marketing: false }, channels: { push: true } },
};
const stranger = new HeraldClient({ apiUrl, fetch: checkedFetch });
const absent = {
  userId: user.userId,
  notificationId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  channel: "push",
  hash: "0".repeat(43),
};

/** A notification that was sent by e-mail and has failed on push; shared by all calls. */
let prepared: Promise<typeof absent> | undefined;

async function sentAndFailed(): Promise<typeof absent> {
  return herald.simulator.whileBehaving(["pushy"], "refuse-recipient", async () => {
    const channels = ["email", "push"];
    const accepted = await herald.herald.send({ ...submission, channels });
    for (const channel of channels) {
      await herald.untilDelivery(accepted, channel);
    }
    return { ...absent, notificationId: accepted.id };
  });
}

/** Calls an operation with these values in its path. */
function call(
  { method, path, body }: ApiOperation,
  values: typeof absent,
  { client = herald.herald, ...request }: Partial<CallOptions> = {},
) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: keyof typeof absent) =>
    encodeURIComponent(values[name]),
  );
  const headers = { "content-type": "application/json" };
  const send = body ? { headers, body: JSON.stringify(bodies[body]) } : {};
  return client.request(method, filled, { ...send, ...request });
}

interface CallOptions {
  readonly client: HeraldClient;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Provokes a response. */
async function produce(operation: ApiOperation, status: number) {
  const headers = { "content-type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  switch (status) {
    case 400:
      return call(operation, { ...absent, userId: "no id" }, operation.body && { body: "{}" });
    case 403:
      return call(operation, absent, { client: stranger });
    case 404:
      return call(operation, absent);
    case 409:
      prepared ??= sentAndFailed();
      return call(operation, { ...(await prepared), channel: "email" });
    case 410: {
      const gone = { ...submission, ...fakeUser("documented-erased") };
      const once = { headers, body: JSON.stringify(gone) };
      await call(operation, absent, once);
      await herald.herald.erase(gone.userId);
      return call(operation, absent, once);
    }
    case 413:
      return call(operation, absent, { body: JSON.stringify("x".repeat(maxBodyBytes)) });
    case 415:
      return call(operation, absent, { headers: { "content-type": "text/plain" } });
    case 422:
      await call(operation, absent, { headers });
      return call(operation, absent, {
        headers,
        body: JSON.stringify({ ...submission, message: "Other" }),
      });
    default:
      prepared ??= sentAndFailed();
      return call(operation, await prepared);
  }
}

const responses = apiOperations.flatMap((operation) =>
  statusesOf(operation)
    .filter((status) => !(`* ${status}` in elsewhere || `${operation.id} ${status}` in elsewhere))
    .map((status) => [operation.id, status, operation] as const),
);

test.each(responses)("%s responds with %i as documented", async (_, status, operation) => {
  expect((await produce(operation, status)).status).toBe(status);
});
