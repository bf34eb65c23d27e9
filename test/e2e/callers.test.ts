import { describe, expect, test } from "vitest";
import { HeraldClient } from "../../client/herald-client.ts";
import localConfig from "../../config/local.json" with { type: "json" };
import { apiOperations } from "../../lambdas/api/operations.ts";
import { defaultCaller, scopes } from "../../lambdas/core/caller.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { checkedFetch } from "../support/checked-fetch.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const deployed = new DeployedHerald();
const { apiUrl, apiKey, apiKeys } = deployed.details;
const keys = Object.entries({ ...apiKeys, [defaultCaller]: apiKey });

function clientOf(caller: string): HeraldClient {
  const key = Object.fromEntries(keys)[caller];
  return new HeraldClient({ apiUrl, fetch: checkedFetch, ...(key && { apiKey: key }) });
}

/** A path whose identifiers fit and name nothing. */
function pathTo(path: string): string {
  const names: Readonly<Record<string, string>> = {
    userId: fakeUser("scopes").userId,
    notificationId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    channel: "sms",
    hash: "h".repeat(43),
  };
  return path.replaceAll(/\{(\w+)\}/g, (_, name) => String(names[name]));
}

test("each has a key of its own", () => {
  expect(keys.map(([name]) => name).toSorted()).toEqual(
    Object.keys(localConfig.callers).toSorted(),
  );
  expect(new Set(keys.map(([, key]) => key)).size).toBe(5);
});

describe.each(Object.entries(localConfig.callers))("%s", (name, { scopes: its }) => {
  const client = clientOf(name);

  test("is told who it is", async () => {
    expect(await client.caller()).toEqual({ caller: name, scopes: its });
  });

  test.each(apiOperations)("may call $id if it has the scope $access", async (operation) => {
    const { method, path, access, body } = operation;
    const response = await client.request(method, pathTo(path), {
      headers: { "content-type": "application/json" },
      ...(body && { body: "{}" }),
    });
    if (access === "any" || its.includes(access)) {
      expect(response.status).not.toBe(403);
    } else {
      expect(response.status).toBe(403);
      expect(response.body).toMatchObject({ scope: access });
    }
  });
});

test("a notification says who sent it, in its record and in what is looked up", async () => {
  const user = fakeUser("sent-by");
  const { id } = await clientOf("orders").send({ ...user, message: "Hi", channels: ["push"] });
  expect(await clientOf("support").find(user.userId, id)).toMatchObject({ caller: "orders" });
  expect(await deployed.recordsOf(user.userId)).toContainEqual(
    expect.objectContaining({ notificationId: id, caller: "orders", message: "Hi" }),
  );
});

test("another caller's same Idempotency-Key is another key", async () => {
  const key = { "Idempotency-Key": crypto.randomUUID() };
  const body = { ...fakeUser("keys"), message: "Hi", channels: ["push"] };
  const first = await clientOf("orders").send(body, key);
  const other = await clientOf(defaultCaller).send(body, key);
  expect(other.id).not.toBe(first.id);
  expect((await clientOf("orders").send(body, key)).id).toBe(first.id);
  expect((await clientOf(defaultCaller).send(body, key)).id).toBe(other.id);
});

test("what may do everything has every scope", () => {
  expect(localConfig.callers[defaultCaller].scopes).toEqual(scopes);
});
