import { expect, expectTypeOf, test } from "vitest";
import type {
  NotificationPage,
  Preferences,
  Submission,
  TemplateList,
} from "../../../client/herald-client.ts";
import { HeraldClient, HeraldError } from "../../../client/herald-client.ts";

const submission: Submission = { userId: "u-42", message: "Hi", email: "ann@example.com" };

/** A client whose requests are kept, and responded to with this. */
function clientOf(response: () => Response = () => Response.json({})) {
  const requests: Request[] = [];
  const client = new HeraldClient({
    apiUrl: "https://api.example.com/production",
    apiKey: "key",
    fetch: async (request) => {
      requests.push(request);
      return response();
    },
  });
  return { client, requests };
}

test("a call puts parameters into the path, and the others into the query", async () => {
  const { client, requests } = clientOf();
  const page = await client.call("listNotifications", { userId: "a|b", limit: 10, channel: "sms" });
  expectTypeOf(page).toEqualTypeOf<NotificationPage>();
  expect(requests.map(({ method, url }) => [method, url])).toEqual([
    ["GET", "https://api.example.com/production/v1/users/a%7Cb/notifications?limit=10&channel=sms"],
  ]);
});

test("a call without a query has no question mark", async () => {
  const { client, requests } = clientOf();
  await client.call("liftSuppression", { userId: "u-42", hash: "h" });
  expect(requests[0]?.method).toBe("DELETE");
  expect(requests[0]?.url).toMatch(/\/v1\/users\/u-42\/suppressions\/h$/);
});

test("a call with a body sends it as JSON, with its headers and the key", async () => {
  const { client, requests } = clientOf();
  const headers = { "Idempotency-Key": "order-1007" };
  await client.call("sendNotification", {}, { body: submission, headers });
  const [request] = requests;
  expect(await request?.json()).toEqual(submission);
  expect(Object.fromEntries(request?.headers ?? [])).toEqual({
    "content-type": "application/json",
    "idempotency-key": "order-1007",
    "x-api-key": "key",
  });
});

test("templates are listed, and preferences read and changed by what is given alone", async () => {
  const { client, requests } = clientOf();
  expectTypeOf(await client.templates()).toEqualTypeOf<TemplateList>();
  expectTypeOf(await client.preferences("u-42")).toEqualTypeOf<Preferences>();
  await client.changePreferences("u-42", { categories: { digest: false } });
  const preferences = "/production/v1/users/u-42/preferences";
  expect(requests.map(({ method, url }) => [method, new URL(url).pathname])).toEqual([
    ["GET", "/production/v1/templates"],
    ["GET", preferences],
    ["PUT", preferences],
  ]);
  expect(await requests[2]?.json()).toEqual({ categories: { digest: false } });
});

test("the compiler refuses a parameter that the operation does not have, and one left out", () => {
  const { client } = clientOf();
  // @ts-expect-error an erasure has no channel.
  void client.call("eraseUser", { userId: "u-42", channel: "sms" });
  // @ts-expect-error the hash is missing.
  void client.call("liftSuppression", { userId: "u-42" });
  // @ts-expect-error there is no such status.
  void client.call("listNotifications", { userId: "u-42", status: "lost" });
  // @ts-expect-error the body is missing.
  void client.call("sendNotification", {});
});

test("an error is thrown with its problem document", async () => {
  const problem = { type: "about:blank", title: "Not Found", status: 404, detail: "Gone." };
  const { client } = clientOf(() => Response.json(problem, { status: 404 }));
  const error = await client.status().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HeraldError);
  expect(error).toMatchObject({ status: 404, problem, message: "Herald answered 404: Gone." });
});
