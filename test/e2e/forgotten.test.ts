import { createHash, randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { Accepted } from "../../client/herald-client.ts";
import type { FakeUser } from "../../local/fake-user.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import type { Place } from "../support/traces.ts";
import { Traces } from "../support/traces.ts";

const herald = new DeployedHerald();
const traces = new Traces(herald.details);

afterEach(async () => {
  for (const provider of ["ses", "messenger", "pushy"]) {
    await herald.simulator.behave(provider, { behavior: "accept" });
  }
  await herald.forgetProviderHealth();
});

/** What a caller may write into each field, none of it to be found by chance. */
function markersOf(user: FakeUser) {
  return { ...user, message: `text-${randomUUID()}`, subject: `subject-${randomUUID()}` };
}

/** Every way in which a marker could stand somewhere. A telephone number may lack its plus. */
function formsOf(marker: string): readonly string[] {
  const text = marker.replace(/^\+/, "");
  const hashes = (["hex", "base64url"] as const).map((encoding) =>
    createHash("sha256").update(marker).digest(encoding),
  );
  return [
    text,
    Buffer.from(marker).toString("base64url"),
    Buffer.from(marker).toString("hex"),
    ...hashes,
    hashes[0]?.slice(0, 16) ?? "",
  ];
}

/** Where the markers stand: `email in table herald-local-notifications`. */
function findings(places: readonly Place[], markers: Readonly<Record<string, string>>): string[] {
  return Object.entries(markers).flatMap(([field, marker]) =>
    places
      .filter(({ text }) => formsOf(marker).some((form) => text.includes(form)))
      .map(({ name }) => `${field} in ${name}`),
  );
}

function untilReceipt({ userId, id }: Accepted, channel: string) {
  return herald.until(`a receipt of ${id} on ${channel}`, async () => {
    const { deliveries } = await herald.herald.find(userId, id);
    return deliveries.find((each) => each.channel === channel)?.receipts;
  });
}

/** All that is kept of a user, page by page. */
async function exported(userId: string) {
  const records = [];
  let cursor: string | undefined;
  do {
    const page = await herald.herald.export(userId, { limit: 2, ...(cursor && { cursor }) });
    expect(page.records.length).toBeLessThanOrEqual(2);
    records.push(...page.records);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return records;
}

test("of a user who was sent to, failed, bounced, waits and is erased, nothing is left anywhere", async () => {
  const user = fakeUser("forgotten");
  const content = markersOf(user);
  const key = `key-${user.userId}`;
  const markers = { ...content, key };
  await herald.simulator.behave("ses", { behavior: "accept", receipt: "bounced" });
  await herald.simulator.behave("messenger", { behavior: "accept", receipt: "delivered" });
  await herald.simulator.behave("pushy", { behavior: "server-error" });

  const [accepted, waiting] = await herald.whileEnabled(["fail"], () =>
    Promise.all([
      herald.herald.send(
        { ...content, channels: ["email", "messenger", "fail"], expectsResponse: true },
        { "Idempotency-Key": key },
      ),
      herald.herald.send({ ...content, channels: ["push"] }),
    ]),
  );
  await untilReceipt(accepted, "email");
  await untilReceipt(accepted, "messenger");
  const deadLetter = await herald.untilDeadLetter("fail", accepted.id);
  expect(deadLetter).not.toContain(user.userId);
  await herald.untilDelivery(waiting, "push", ({ status }) => status === "retrying");

  // An export shows it all, and the search finds it where it is meant to be.
  const records = await exported(user.userId);
  const kinds = new Set(records.map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(["notification", "delivery", "suppressions", "throttle-counter"]));
  expect(
    records.filter(({ elsewhere }) => elsewhere).map(({ content: of }) => of["channel"]),
  ).toEqual(["messenger"]);
  const shown: Place[] = [{ name: "the export", text: JSON.stringify(records) }];
  const { userId: _, key: __, ...fields } = markers;
  expect(findings(shown, fields)).toEqual(
    Object.keys(fields).map((field) => `${field} in the export`),
  );
  // A dead letter that was looked at is not to be seen for a second.
  const before = await herald.until("the dead letter to be seen again", async () => {
    const places = await traces.read();
    const letters = places.find(({ name }) => name.endsWith("fail-dead-letter"));
    return letters?.text.includes(accepted.id) ? places : undefined;
  });
  const table = `table ${herald.details.tables.notifications}`;
  const { key: ___, ...stored } = markers;
  expect(findings(before, stored)).toEqual(
    Object.keys(stored).map((field) => `${field} in ${table}`),
  );
  const logged = before.filter(({ text }) => text.includes(accepted.id)).map(({ name }) => name);
  expect(logged.filter((name) => name.startsWith("log ")).length).toBeGreaterThanOrEqual(4);

  await herald.herald.erase(user.userId);

  const { userId, ...others } = markers;
  expect(await herald.herald.export(userId)).toEqual({ records: [] });
  await herald.untilQueueIsEmpty("push");
  const after = await traces.read();
  expect(findings(after, { userId, ...others })).toEqual(
    // A hash of the key stands for a day, so that a repeat sends nothing.
    [`key in ${table}`],
  );
  expect(after.find(({ name }) => name === table)?.text).not.toContain(key);
  const repeat = await herald.herald.post(
    { ...content, channels: ["email", "messenger", "fail"], expectsResponse: true },
    { "Idempotency-Key": key },
  );
  expect(repeat.status).toBe(410);
  expect(findings(await traces.read(), { userId })).toEqual([]);
}, 90_000);
