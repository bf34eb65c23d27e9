import { createHash } from "node:crypto";
import type { SQSRecord } from "aws-lambda";
import { decodeTime } from "ulid";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { describeError, logger, userHash } from "../../../lambdas/runtime/logger.ts";
import { putBackIfPossible } from "../../../lambdas/runtime/put-back.ts";
import { readStageSecret } from "../../../lambdas/runtime/stage-secret.ts";
import { systemClock, systemIdentifiers } from "../../../lambdas/runtime/system.ts";
import { testSecret } from "../../support/stage-secret.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("of an error may be said", () => {
  const failure = Object.assign(new Error("to ann@example.com"), { name: "AccessDenied" });

  test("its kind", () => {
    expect(describeError(failure)).toEqual({ error: "AccessDenied" });
    expect(describeError(new TypeError("ann@example.com"))).toEqual({ error: "TypeError" });
  });

  test("which dependency it is, and what kind of error that failed with", () => {
    expect(describeError(new DependencyUnavailable("SQS", failure))).toEqual({
      error: "DependencyUnavailable",
      dependency: "SQS",
      cause: "AccessDenied",
    });
  });

  test.each(["ann@example.com", undefined, { message: "ann@example.com" }])(
    "nothing of what is no error: %j",
    (thrown) => {
      expect(JSON.stringify(describeError(thrown))).not.toContain("ann@example.com");
    },
  );
});

describe("a user is named by a hash,", () => {
  test("the same for the same user", () => {
    expect(userHash("u-42")).toMatch(/^[0-9a-f]{16}$/);
    expect(userHash("u-42")).toBe(userHash("u-42", testSecret));
    expect(userHash("u-43")).not.toBe(userHash("u-42"));
  });

  test("which nobody finds who tries all ids without the stage's secret", () => {
    const logged = userHash("+48600100200");
    const another = readStageSecret(Buffer.alloc(32, 7).toString("base64url"));
    expect(userHash("+48600100200", another)).not.toBe(logged);
    const hashes = ["sha256", "sha1", "md5", "sha512"].map((name) =>
      createHash(name).update("+48600100200").digest("hex"),
    );
    expect(hashes.filter((hash) => hash.includes(logged))).toEqual([]);
  });
});

describe("a message", () => {
  const message = { messageId: "m", receiptHandle: "r" } as SQSRecord;

  test("is put back for the seconds that it is to stay away", async () => {
    const calls: unknown[] = [];
    const putBack = async (...call: unknown[]) => {
      calls.push(call);
    };
    await putBackIfPossible(putBack, message, 42);
    expect(calls).toEqual([["r", 42]]);
  });

  test("that cannot be put back is logged, and nobody's failure", async () => {
    const warn = vi.spyOn(logger, "warn").mockReturnValue();
    const failure = new TypeError("ann@example.com");
    const putBack = () => Promise.reject(new DependencyUnavailable("SQS", failure));
    await expect(putBackIfPossible(putBack, message, 42)).resolves.toBeUndefined();
    const error = { error: "DependencyUnavailable", dependency: "SQS", cause: "TypeError" };
    expect(warn.mock.calls).toEqual([["message not put back", { messageId: "m", ...error }]]);
  });
});

describe("identifiers", () => {
  test("of notifications sort by the moment that they are given", () => {
    const at = new Date("2026-11-23T15:20:05.123Z");
    expect(decodeTime(systemIdentifiers.notificationId(at))).toBe(at.getTime());
    expect(systemIdentifiers.notificationId(at)).not.toBe(systemIdentifiers.notificationId(at));
  });

  test("of leases are never the same", () => {
    expect(systemIdentifiers.leaseToken()).toMatch(/^[0-9a-f-]{36}$/);
    expect(systemIdentifiers.leaseToken()).not.toBe(systemIdentifiers.leaseToken());
  });

  test("of texts are the same for the same text, in 43 characters of base64url", () => {
    const fingerprint = createHash("sha256").update("a body").digest("base64url");
    expect(systemIdentifiers.fingerprint("a body")).toBe(fingerprint);
    expect(fingerprint).toHaveLength(43);
  });
});

test("the clock is the machine's", () => {
  const before = Date.now();
  const now = systemClock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
