import { ulid } from "ulid";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { Accepted } from "../../client/herald-client.ts";
import localConfig from "../../config/local.json" with { type: "json" };
import type { Notification } from "../../lambdas/core/notification.ts";
import type { FakeUser } from "../../local/fake-user.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { HeraldCli } from "../support/herald-cli.ts";
import { whileMissing } from "../support/missing-parameter.ts";
import { TestQueues } from "../support/queues.ts";
import { Traces } from "../support/traces.ts";

const herald = new DeployedHerald();
const queues = new TestQueues(inject("local").awsEndpoint);
const sms = herald.queuesOf("sms");
let cli: HeraldCli;

beforeAll(async () => {
  cli = await HeraldCli.for(herald.details);
  for (const channel of Object.keys(herald.details.queues)) {
    await herald.untilQueueIsEmpty(channel);
  }
  await herald.forgetProviderHealth();
  await emptyDeadLetters();
});

afterEach(async () => {
  await herald.forgetProviderHealth();
  await emptyDeadLetters();
});

afterAll(() => cli.remove());

/** Other tests leave dead letters, and doctor finds each of them. */
async function emptyDeadLetters(): Promise<void> {
  for (const { deadLetterUrl } of Object.values(herald.details.queues)) {
    await queues.empty(deadLetterUrl);
  }
}

/** Makes an SMS fail until its attempts are used up, and waits for its dead letter. */
async function failSms(user: FakeUser): Promise<Accepted> {
  return herald.simulator.whileBehaving(["twilio", "sms-voice"], "server-error", async () => {
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
    await herald.untilDelivery(accepted, "sms");
    await untilDeadLettersAre(1);
    return accepted;
  });
}

/** What stands for a user in the logs, as the command line tells. */
async function hashOf(userId: string): Promise<string> {
  const { stdout } = await cli.run("user-hash", "--user", userId);
  return stdout.split("\n").at(-1) ?? "";
}

/** Does not receive one, which would hide it from the command for a moment. */
async function untilDeadLettersAre(count: number): Promise<void> {
  await herald.until(`${count} dead letters of sms`, async () =>
    (await queues.visible(sms.deadLetterUrl)) === count ? true : undefined,
  );
}

describe("redrive", () => {
  test("moves a dead letter back, and the delivery goes out", async () => {
    const user = fakeUser("redriven");
    const accepted = await failSms(user);

    const planned = await cli.run("redrive", "--channel", "sms", "--dry-run");
    expect(planned.stdout).toMatch(/would be moved back to the queue +1\n/);
    expect(planned.stdout).toMatch(
      /Why they had failed:\n(twilio|sms-voice) unavailable: \w+ +1\n/,
    );
    expect(planned.exitCode).toBe(0);
    await untilDeadLettersAre(1);
    expect(await herald.untilDelivery(accepted, "sms")).toMatchObject({ status: "failed" });

    const tooLate = await cli.run("redrive", "--channel", "sms", "--since", "2100-01-01");
    expect(tooLate.stdout).toMatch(/moved back to the queue +0\nleft: failed before --since +1\n/);
    await untilDeadLettersAre(1);

    const done = await cli.run("redrive", "--channel", "sms", "--since", "1h", "--verbose");
    expect(done.stdout).toContain(`Working on the local run at ${herald.details.awsEndpoint}.`);
    expect(done.stdout).toContain(
      `moved  delivery ${accepted.id} of user ${await hashOf(user.userId)}`,
    );
    expect(done.stdout).toMatch(/moved back to the queue +1\n/);
    expect(done.all).not.toContain(user.userId);
    expect(done.exitCode).toBe(0);
    await herald.until("the delivery to be sent", async () => {
      const { status } = await herald.untilDelivery(accepted, "sms");
      return status === "sent" ? true : undefined;
    });
    expect(await queues.visible(sms.deadLetterUrl)).toBe(0);
    expect(await herald.simulator.receivedBy(user.phoneNumber)).toHaveLength(1);
  });

  test("leaves what it cannot deliver, says why, and shows progress", async () => {
    const user = fakeUser("ended");
    const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
    await herald.untilDelivery(accepted, "sms");
    const sent = { userId: user.userId, notificationId: accepted.id, channel: "sms" };
    const gone = { ...sent, notificationId: ulid() };
    for (const body of ["no delivery", JSON.stringify(sent), JSON.stringify(gone)]) {
      await queues.send(sms.deadLetterUrl, body);
    }

    const left = await cli.run("redrive", "--channel", "sms");
    expect(left.stdout).toContain("Redrive the dead letters of sms, about 3");
    expect(left.stdout).toContain("1 of about 3");
    expect(left.stdout).toMatch(/moved back to the queue +0\n/);
    expect(left.stdout).toMatch(/left: names no delivery of this channel +1\n/);
    expect(left.stdout).toMatch(/left: its notification is gone +1\n/);
    expect(left.stdout).toMatch(/left: its delivery has ended .* 1\n/);
    await untilDeadLettersAre(3);

    const dropped = await cli.run("redrive", "--channel", "sms", "--drop-ended");
    expect(dropped.stdout).toMatch(/deleted, nothing more to do for the delivery +2\n/);
    await untilDeadLettersAre(1);
  });

  test("names the channels when there is no such one", async () => {
    const { stderr, exitCode } = await cli.run("redrive", "--channel", "pigeon");
    const channels = Object.keys(localConfig.channels).join(", ");
    expect(stderr).toBe(`there is no channel "pigeon"; there are ${channels}`);
    expect(exitCode).toBe(2);
  });

  test("says so when there is nothing to move", async () => {
    const { stdout, exitCode } = await cli.run("redrive", "--channel", "sms");
    expect(stdout).toContain("No dead letters on sms.");
    expect(exitCode).toBe(0);
  });
});

describe("doctor", () => {
  test("finds nothing where all is in order", async () => {
    const { stdout, exitCode } = await cli.run("doctor");
    expect(stdout).toContain("Nothing found.");
    expect(exitCode).toBe(0);
  });

  test("names what is not in order, and never a value", async () => {
    await herald.parameters.whileSet("providers/twilio", '{"authToken":"hush', async () => {
      await herald.parameters.whileSet("channels/push/providers", "pushy,hush", async () => {
        await queues.send(sms.deadLetterUrl, "no delivery");
        const { stdout, exitCode } = await cli.run("doctor");
        expect(stdout).toContain("parameter /herald/local/providers/twilio: is not JSON");
        expect(stdout).toContain("parameter /herald/local/channels/push/providers: 1: must be one");
        expect(stdout).toContain("channel sms: has dead letters, about 1");
        expect(stdout).toContain("npm run herald -- redrive --channel sms");
        expect(stdout).not.toContain("hush");
        expect(exitCode).toBe(1);
      });
    });
    await herald.untilParametersAreInForce();
  });

  test("names a provider in use without settings", async () => {
    const parameter = "/herald/local/providers/messenger";
    await whileMissing(herald.details.awsEndpoint, parameter, async () => {
      const { stdout, exitCode } = await cli.run("doctor", "--json");
      expect(JSON.parse(stdout)).toMatchObject({
        findings: [
          {
            check: "parameters",
            where: "provider messenger",
            what: "has no settings, and is used by messenger",
          },
        ],
      });
      expect(exitCode).toBe(1);
    });
    await herald.untilParametersAreInForce();
  });

  test("finds a delivery that nothing moves, and repairs it", async () => {
    const user = fakeUser("stuck");
    const notification = acceptedAnHourAgo(user);
    await herald.store(notification);

    const found = await cli.run("doctor");
    const where = `delivery ${notification.id} of user ${await hashOf(user.userId)} on sms`;
    expect(found.stdout).toContain(`${where}: no attempt was ever made, accepted `);
    expect(found.stdout).toContain("nothing moves it: npm run herald -- doctor --repair");
    expect(found.all).not.toContain(user.userId);
    expect(found.exitCode).toBe(1);

    const later = await cli.run("doctor", "--older-than", "2h");
    expect(later.exitCode).toBe(0);

    const repaired = await cli.run("doctor", "--repair");
    expect(repaired.stdout).toContain("Queued 1 of 1 stuck deliveries again.");
    expect(await herald.untilDelivery(notification, "sms")).toMatchObject({ status: "sent" });
    expect((await cli.run("doctor")).exitCode).toBe(0);
  });
});

function acceptedAnHourAgo({ userId, phoneNumber }: FakeUser): Notification {
  return {
    id: ulid(),
    userId,
    message: "Hi",
    addresses: { phoneNumber },
    channels: ["sms"],
    expectsResponse: false,
    registeredAt: new Date(Date.now() - 3_600_000),
  };
}

test("user-hash tells what a user's log lines can be found by", async () => {
  const traces = new Traces(herald.details);
  const user = fakeUser("logged");
  const accepted = await herald.herald.send({ ...user, message: "Hi", channels: ["sms"] });
  await herald.untilDelivery(accepted, "sms");
  const hash = await hashOf(user.userId);
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  const lines = (await traces.read()).flatMap(({ name, text }) =>
    text.split("\n").some((line) => line.includes(accepted.id) && line.includes(hash)) ? name : [],
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      "log /aws/lambda/herald-local-intake",
      "log /aws/lambda/herald-local-channel-sms",
    ]),
  );
});
