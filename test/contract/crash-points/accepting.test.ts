import { afterAll, beforeAll, expect, test } from "vitest";
import { attachmentFiles } from "../../../lambdas/runtime/attachment-files.ts";
import { startCrashStage } from "./crash-stage.ts";
import { CuttableLine, describePoint } from "./cuttable-line.ts";

let stage: Awaited<ReturnType<typeof startCrashStage>>;

beforeAll(async () => {
  stage = await startCrashStage();
});

afterAll(() => stage.stop());

const files = ["%PDF-1.7 order", "%PDF-1.7 terms"].map((text, index) => ({
  filename: `${index}.pdf`,
  contentType: "application/pdf",
  content: Buffer.from(text).toString("base64"),
}));
const hashes = attachmentFiles.read(files).map(({ sha256 }) => sha256);

let users = 0;

function nextRequest(rich: object) {
  users += 1;
  return {
    userId: `u-${users}`,
    message: `Is it you, ${users}?`,
    phoneNumber: `+4860010${1000 + users}`,
    email: `u-${users}@example.com`,
    channels: ["sms", "email"],
    expectsResponse: true,
    ...rich,
  };
}

test.each([
  ["a text", {}, []],
  ["a mail with files", { attachments: files, html: "<p>Is it you?</p>" }, hashes],
])(
  "wherever intake dies, a repeat with the same key makes %s one notification, sent once and whole",
  async (_, rich, sha256s) => {
    const clean = nextRequest(rich);
    expect(await stage.submit(clean, clean.userId)).toBe(202);
    const points = CuttableLine.pointsOf(stage.line.calls);
    const puts = stage.line.calls.filter((operation) => operation === "S3.PutObject");
    expect(points.length).toBeGreaterThan(0);
    expect(puts).toHaveLength(sha256s.length);

    const requests = points.map((point) => ({ point, body: nextRequest(rich) }));
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

    const kept = await stage.keptFiles();
    for (const { point, body } of requests) {
      const { notifications, deliveries, slots } = await stage.recordsOf(body.userId);
      const statuses = deliveries.map(({ channel, status }) => `${channel} ${status}`);
      expect(notifications, describePoint(point)).toHaveLength(1);
      expect(statuses.toSorted(), describePoint(point)).toEqual(["email sent", "sms sent"]);
      const [text, ...moreTexts] = await stage.simulator.receivedBy(body.phoneNumber);
      const [mail, ...moreMails] = await stage.simulator.receivedBy(body.email);
      expect([text?.text, moreTexts.length, moreMails.length]).toEqual([body.message, 0, 0]);
      const sent = mail?.attachments?.map(({ sha256 }) => sha256) ?? [];
      expect(sent, describePoint(point)).toEqual(sha256s);
      const ofUser = `${notifications[0]?.["recordId"]}`.replace("notification#", "");
      expect(kept.filter((key) => key.includes(`/${ofUser}/`))).toHaveLength(sha256s.length);
      expect([1, 2], describePoint(point)).toContain(slots);
    }
  },
  60_000,
);
