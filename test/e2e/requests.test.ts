import { describe, expect, test } from "vitest";
import type { Problem } from "../../client/herald-client.ts";
import { HeraldClient } from "../../client/herald-client.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();
const { apiUrl } = herald.details;

describe("without a valid API key", () => {
  test.for([
    ["none", {}],
    ["a wrong one", { apiKey: "wrong" }],
  ] as const)("a request with %s is 403", async ([, key]) => {
    const stranger = new HeraldClient({ apiUrl, ...key });

    const { status, headers, body } = await stranger.post({ ...fakeUser("key"), message: "Hi" });

    expect(status).toBe(403);
    expect(headers.get("content-type")).toBe("application/problem+json");
    const requestId = headers.get("x-amzn-requestid");
    expect(body).toEqual(expect.objectContaining({ status: 403, requestId }));
  });

  test("a look-up is 403", async () => {
    const { status } = await new HeraldClient({ apiUrl }).get("/v1/users/u-1/notifications");

    expect(status).toBe(403);
  });
});

describe("a request that is wrong", () => {
  const good = { userId: "u-1", message: "Hi", email: "a@example.com" };

  test.for([
    ["no user id", { ...good, userId: undefined }, ["userId"]],
    ["no message", { ...good, message: undefined }, ["message"]],
    ["an empty message", { ...good, message: " " }, ["message"]],
    ["a phone number that is none", { ...good, phoneNumber: "600100200" }, ["phoneNumber"]],
    ["an e-mail address that is none", { ...good, email: "a@" }, ["email"]],
    ["an unknown field", { ...good, colour: "red" }, ["colour"]],
    ["an unknown channel", { ...good, channels: ["email", "fax"] }, ["channels.1"]],
    ["a channel that is not enabled", { ...good, channels: ["mix"] }, ["channels.0"]],
    ["a channel without an address", { ...good, channels: ["sms"] }, ["channels.0"]],
    ["no address at all", { ...good, email: undefined }, ["channels"]],
    ["an expiry that has passed", { ...good, expiresAt: "2020-01-01T00:00:00Z" }, ["expiresAt"]],
    ["an expiry that is no time", { ...good, expiresAt: "tomorrow" }, ["expiresAt"]],
    ["half of a character", { ...good, message: "On its way \ud83d" }, ["message"]],
    ["a topic for a push token", { ...good, pushToken: "/topics/all" }, ["pushToken"]],
    ["a user id that no URL can hold", { ...good, userId: ".." }, ["userId"]],
    ["several faults", { ...good, userId: "", email: 7 }, ["userId", "email"]],
    ["no JSON", "{", ["body"]],
    ["no object", [], ["body"]],
  ] as const)("%s: 400 that names the field", async ([, request, fields]) => {
    const { status, headers, body } = await herald.herald.post(request);

    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    const { errors } = body as Problem;
    expect(errors?.map(({ field }) => field)).toEqual(fields);
  });

  test("another media type is 415", async () => {
    const headers = { "content-type": "text/plain" };

    const response = await herald.herald.post(good, headers);

    expect(response.status).toBe(415);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  test("a body of 6.1 MB is 413", async () => {
    const response = await herald.herald.post({ ...good, message: "x".repeat(6_100_000) });

    expect(response.status).toBe(413);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  test("a notification that does not exist is 404", async () => {
    const response = await herald.herald.get(
      "/v1/users/u-1/notifications/01ARZ3NDEKTSV4RRFFQ69G5FAV",
    );

    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect((response.body as Problem).requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("another user's notification is 404", async () => {
    const owner = fakeUser("owner");
    const { id } = await herald.herald.send({ ...owner, message: "Hi", channels: ["push"] });

    const response = await herald.herald.get(
      `/v1/users/${fakeUser("other").userId}/notifications/${id}`,
    );

    expect(response.status).toBe(404);
  });
});

describe("an accepted request", () => {
  test("without channels goes to every enabled channel with a usable address", async () => {
    const { deliveries } = await herald.herald.send({ ...fakeUser("all"), message: "Hi" });

    expect(deliveries.map(({ channel }) => channel).toSorted()).toEqual([
      "email",
      "messenger",
      "push",
      "sms",
    ]);
  });

  test("with only an e-mail address goes to the channels that can use it", async () => {
    const { userId, email } = fakeUser("email");

    const { deliveries } = await herald.herald.send({ userId, email, message: "Hi" });

    expect(deliveries.map(({ channel }) => channel)).toEqual(["email"]);
  });

  test("goes to a demonstration channel only while the parameter enables it", async () => {
    const { userId, email } = fakeUser("enabled");
    const send = async () => {
      const { deliveries } = await herald.herald.send({ userId, email, message: "Hi" });
      return deliveries.map(({ channel }) => channel).toSorted();
    };

    // A channel whose providers need no address, as that of fail, takes only what names it.
    expect(await herald.whileEnabled(["mix", "fail"], send)).toEqual(["email", "mix"]);
    expect(await send()).toEqual(["email"]);
  });

  test("says where its notification can be looked up", async () => {
    const user = fakeUser("location");
    const { status, headers, body } = await herald.herald.post({
      ...user,
      message: "Hi",
      channels: ["push"],
    });
    const { id } = body as { id: string };

    expect(status).toBe(202);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      userId: user.userId,
      status: "accepted",
      deliveries: [{ channel: "push", status: "queued" }],
    });
    const request = `${herald.details.apiUrl}/v1/notifications`;
    expect(new URL(headers.get("location") ?? "", request).href).toBe(
      `${herald.details.apiUrl}/v1/users/${user.userId}/notifications/${id}`,
    );
  });

  test("is in its user's list, newest first", async () => {
    const user = fakeUser("list");
    const first = await herald.herald.send({ ...user, message: "1", channels: ["push"] });
    const second = await herald.herald.send({ ...user, message: "2", channels: ["push"] });

    const { status, body } = await herald.herald.get(`/v1/users/${user.userId}/notifications`);

    expect(status).toBe(200);
    const { notifications } = body as { notifications: { id: string; message: string }[] };
    expect(notifications.map(({ id, message }) => [id, message])).toEqual([
      [second.id, "2"],
      [first.id, "1"],
    ]);
  });
});
