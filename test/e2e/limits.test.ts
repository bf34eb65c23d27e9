import { afterEach, describe, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

/** The local run takes 26 calls of a function at once. */
const callers = 15;
const requestsOfEach = 4;

/** Does something while these limits are in force. */
async function whileLimited<Result>(limits: object, run: () => Promise<Result>): Promise<Result> {
  const result = await herald.parameters.whileSet("limits", JSON.stringify(limits), async () => {
    await herald.untilParametersAreInForce();
    return run();
  });
  await herald.untilParametersAreInForce();
  return result;
}

/** Posts 60 requests, as many at once as a local run takes; returns the responses by their status. */
async function attack(bodyOf: (request: number) => object) {
  const call = async (caller: number) => {
    const responses = [];
    for (let request = 0; request < requestsOfEach; request += 1) {
      responses.push(await herald.herald.post(bodyOf(caller * requestsOfEach + request)));
    }
    return responses;
  };
  const all = await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return Map.groupBy(all.flat(), ({ status }) => status);
}

function countsOf(byStatus: Awaited<ReturnType<typeof attack>>) {
  return Object.fromEntries([...byStatus].map(([status, { length }]) => [status, length]));
}

test("60 messages of 1,600 characters to one number under 60 user ids: exactly the limit goes out", async () => {
  const { phoneNumber } = fakeUser("pumped");
  const bodyOf = (request: number) => {
    const { userId } = fakeUser(`pump-${request}`);
    return { userId, phoneNumber, message: "x".repeat(1_600), channels: ["sms"] };
  };

  const byStatus = await whileLimited({ perAddress: { hour: 5, day: 20 } }, () => attack(bodyOf));

  expect(countsOf(byStatus)).toEqual({ 202: 5, 429: 55 });
  for (const { body } of byStatus.get(202) ?? []) {
    expect(body).toMatchObject({ sms: { encoding: "GSM-7", segments: 11, total: 11 } });
  }
  for (const { headers, body } of byStatus.get(429) ?? []) {
    expect(body).toMatchObject({ type: "urn:herald:limit:address-hour", status: 429 });
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(3_600);
    expect(JSON.stringify(body)).not.toContain(phoneNumber);
  }
  await herald.untilQueueIsEmpty("sms");
  expect(await herald.simulator.receivedBy(phoneNumber)).toHaveLength(5);
});

test("of 60 notifications on a channel, sent at once, exactly what its day has left is accepted", async () => {
  const { pushToken } = fakeUser("daily");
  const bodyOf = (request: number) => {
    const { userId } = fakeUser(`day-${request}`);
    return { userId, pushToken, message: "Hi", channels: ["push"] };
  };
  const byStatus = await whileLimited({ perChannelPerDay: { push: 20 } }, () => attack(bodyOf));
  expect(countsOf(byStatus)).toEqual({ 202: 20, 429: 40 });
  for (const { body } of byStatus.get(429) ?? []) {
    expect(body).toMatchObject({ type: "urn:herald:limit:channel-day" });
  }
  await herald.untilQueueIsEmpty("push");
  expect(await herald.simulator.receivedBy(pushToken)).toHaveLength(20);
});

describe("a dry run", () => {
  test("says what a request would come to, and sends nothing", async () => {
    const { userId, phoneNumber } = fakeUser("dry");
    const body = { userId, phoneNumber, message: "zażółć", channels: ["sms"] };
    await whileLimited({ countries: ["PL"], perAddress: { hour: 2 } }, async () => {
      await herald.herald.send(body);
      expect(await herald.herald.dryRun(body)).toEqual({
        userId,
        channels: ["sms"],
        content: { sms: { message: "zażółć" } },
        sms: { encoding: "UCS-2", segments: 1, total: 1 },
        limits: [
          {
            limit: "address-hour",
            address: "phoneNumber",
            max: 2,
            used: 1,
            left: 1,
            resetSeconds: expect.any(Number),
          },
        ],
        wouldBeAccepted: true,
      });
      const abroad = { ...body, phoneNumber: "+491701234567" };
      await expect(herald.herald.dryRun(abroad)).rejects.toMatchObject({
        status: 400,
        problem: { errors: [{ field: "phoneNumber" }] },
      });
    });
    const { notifications } = await herald.herald.list(userId);
    expect(notifications).toMatchObject([{ sms: { encoding: "UCS-2", segments: 1, total: 1 } }]);
  });
});

describe("a number that said STOP", () => {
  afterEach(() => herald.simulator.behave("twilio", { behavior: "accept" }));

  test("is not written to, whoever the user is, until the suppression is lifted", async () => {
    const [first, second] = [fakeUser("stop"), fakeUser("stop")];
    const { phoneNumber } = first;
    const sendTo = async (userId: string) => {
      const body = { userId, phoneNumber, message: "Hi", channels: ["sms"] };
      return herald.untilDelivery(await herald.herald.send(body), "sms");
    };
    await herald.simulator.behave("twilio", {
      behavior: "respond",
      response: { status: 400, body: JSON.stringify({ code: 21610, message: "unsubscribed" }) },
    });
    expect(await sendTo(first.userId)).toMatchObject({ failureReason: "refused" });
    await herald.simulator.behave("twilio", { behavior: "accept" });
    expect(await sendTo(second.userId)).toMatchObject({ failureReason: "suppressed" });

    const { suppressions } = await herald.herald.suppressions(second.userId);
    expect(suppressions).toMatchObject([{ reason: "refused", provider: "twilio" }]);
    await herald.herald.lift(second.userId, suppressions[0]?.hash ?? "");
    expect(await sendTo(first.userId)).toMatchObject({ status: "sent" });
  });
});
