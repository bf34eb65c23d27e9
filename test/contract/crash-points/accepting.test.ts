import { afterAll, beforeAll, expect, test } from "vitest";
import { startCrashStage } from "./crash-stage.ts";
import { CuttableLine, describePoint } from "./cuttable-line.ts";

let stage: Awaited<ReturnType<typeof startCrashStage>>;

beforeAll(async () => {
  stage = await startCrashStage();
});

afterAll(() => stage.stop());

function requestOf(user: number) {
  return {
    userId: `u-${user}`,
    message: `Is it you, ${user}?`,
    phoneNumber: `+4860010${1000 + user}`,
    email: `u-${user}@example.com`,
    channels: ["sms", "email"],
    expectsResponse: true,
  };
}

test("wherever intake dies, a repeat with the same key makes it one notification, sent once", async () => {
  const clean = requestOf(0);
  expect(await stage.submit(clean, "key-0")).toBe(202);
  const points = CuttableLine.pointsOf(stage.line.calls);
  expect(points.length).toBeGreaterThan(0);

  const requests = points.map((point, index) => ({ point, body: requestOf(index + 1) }));
  for (const { point, body } of requests) {
    expect(await stage.submit(body, body.userId, point), describePoint(point)).toBeUndefined();
  }
  // One channel delivers before the callers repeat, the other finds messages queued twice.
  await stage.deliverAll("sms", []);
  for (const { body } of requests) {
    await stage.submitUntilAccepted(body, body.userId);
  }
  const userIds = requests.map(({ body }) => body.userId);
  await stage.deliverAll("sms", [clean.userId, ...userIds]);
  await stage.deliverAll("email", [clean.userId, ...userIds]);

  for (const { point, body } of requests) {
    const { notifications, deliveries, slots } = await stage.recordsOf(body.userId);
    const statuses = deliveries.map(({ channel, status }) => `${channel} ${status}`);
    expect(notifications, describePoint(point)).toHaveLength(1);
    expect(statuses.toSorted(), describePoint(point)).toEqual(["email sent", "sms sent"]);
    for (const address of [body.phoneNumber, body.email]) {
      const taken = await stage.simulator.receivedBy(address);
      expect(taken, describePoint(point)).toHaveLength(1);
    }
    expect([1, 2], describePoint(point)).toContain(slots);
  }
}, 60_000);
