import { expect, test } from "vitest";
import type { Accepted, Problem } from "../../client/herald-client.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

/** A request for a new user, and a key for it. */
function request(name: string) {
  const user = fakeUser(name);
  const key = { "Idempotency-Key": crypto.randomUUID() };
  return { user, key, body: { ...user, message: "Your code is 4711", channels: ["sms"] } };
}

test("a repeated call is the same notification, sent once", async () => {
  const { user, key, body } = request("repeat");
  const first = await herald.herald.post(body, key);
  const again = await herald.herald.post(body, key);
  const { id } = first.body as Accepted;
  await herald.untilDelivery({ userId: user.userId, id }, "sms");
  const late = await herald.herald.post(body, key);

  expect([first.status, again.status, late.status]).toEqual([202, 202, 202]);
  expect([again.body, late.body]).toEqual([first.body, first.body]);
  const replayed = [first, again, late].map(({ headers }) => headers.get("idempotency-replayed"));
  expect(replayed).toEqual([null, "true", "true"]);
  await herald.untilQueueIsEmpty("sms");
  expect(await herald.simulator.receivedBy(user.phoneNumber)).toHaveLength(1);
});

test("ten calls at the same moment are one notification", async () => {
  const { user, key, body } = request("concurrent");
  const calls = Array.from({ length: 10 }, () => herald.herald.post(body, key));
  const responses = await Promise.all(calls);

  expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(202));
  expect(new Set(responses.map(({ body: response }) => (response as Accepted).id)).size).toBe(1);
  const records = await herald.recordsOf(user.userId);
  expect(records.filter(({ channel }) => channel === undefined)).toHaveLength(1);
});

test("ten calls at the same moment take one throttle slot", async () => {
  const { user, key, body } = request("slots");
  const question = { ...body, expectsResponse: true };
  const calls = Array.from({ length: 10 }, () => herald.herald.post(question, key));
  const statuses = (await Promise.all(calls)).map(({ status }) => status);

  expect(statuses).toContain(202);
  expect(statuses.filter((status) => status !== 202 && status !== 409)).toEqual([]);
  const counter = (await herald.recordsOf(user.userId)).find(({ recordId }) =>
    String(recordId).startsWith("throttle#"),
  );
  expect(counter?.["count"]).toBe(1);
});

test("the same key with another body is 422", async () => {
  const { key, body } = request("reused");
  await herald.herald.send(body, key);
  const { status, body: response } = await herald.herald.post({ ...body, message: "Other" }, key);

  expect(status).toBe(422);
  expect((response as Problem).errors).toEqual([
    { field: "Idempotency-Key", detail: "stands for a request with another body" },
  ]);
});

test("a key that is too long is 400, and a fault leaves a key free", async () => {
  const { key, body } = request("faulty");
  const long = await herald.herald.post(body, { "Idempotency-Key": "k".repeat(256) });
  expect(long.status).toBe(400);
  expect((long.body as Problem).errors?.[0]?.field).toBe("Idempotency-Key");

  expect((await herald.herald.post({ ...body, email: "x" }, key)).status).toBe(400);
  const { status, headers } = await herald.herald.post(body, key);
  expect([status, headers.get("idempotency-replayed")]).toEqual([202, null]);
});
