import { afterEach, describe, expect, test, vi } from "vitest";
import { erasureMarks } from "../../../lambdas/runtime/erasure-marks.ts";
import { requestHashes } from "../../../lambdas/runtime/request-hashes.ts";
import { keyedBytes, readStageSecret, stageSecret } from "../../../lambdas/runtime/stage-secret.ts";
import { systemIdentifiers } from "../../../lambdas/runtime/system.ts";
import { userHash } from "../../../lambdas/runtime/user-hash.ts";
import {
  hashing,
  marks,
  testRequestHashes,
  testSecret,
  users,
} from "../../support/stage-secret.ts";

const another = readStageSecret(Buffer.alloc(32, 7).toString("base64url"));

afterEach(() => vi.unstubAllEnvs());

describe("a stage's secret", () => {
  test("is what the function is told", () => {
    vi.stubEnv("HERALD_SECRET", another);
    expect(stageSecret()).toBe(another);
  });

  test.each([
    undefined,
    "",
    "secret",
    `${testSecret}x`,
    `x${testSecret}`,
    testSecret.slice(1),
    `${testSecret.slice(1)}=`,
  ])("is never %j, and no error says what it is", (text) => {
    expect(() => readStageSecret(text)).toThrow(/^HERALD_SECRET must be 32 bytes in base64url$/);
  });

  test("makes other bytes of each text, for each use and each stage", () => {
    const all = [
      keyedBytes(testSecret, "logs", "u-42"),
      keyedBytes(testSecret, "logs", "u-43"),
      keyedBytes(testSecret, "erasures", "u-42"),
      keyedBytes(another, "logs", "u-42"),
    ].map((bytes) => bytes.toString("hex"));
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((hex) => hex.length === 64)).toBe(true);
    expect(keyedBytes(testSecret, "logs", "u-42").toString("hex")).toBe(all[0]);
  });
});

describe("the hash of what a caller sent", () => {
  const hashes = requestHashes(testSecret, "sealed");

  test("is known again, by this stage only", () => {
    const hash = hashes.of("a body");
    expect(hash).not.toContain(systemIdentifiers.fingerprint("a body"));
    expect(hashes.isOf(hash, "a body")).toBe(true);
    expect(hashes.isOf(hash, "another body")).toBe(false);
    expect(requestHashes(another, "sealed").isOf(hash, "a body")).toBe(false);
  });

  test("of the release before this one is known, and can be made", () => {
    const before = requestHashes(testSecret, "plain");
    expect(before.of("a body")).toBe(systemIdentifiers.fingerprint("a body"));
    expect(hashes.isOf(before.of("a body"), "a body")).toBe(true);
    expect(hashes.isOf(before.of("a body"), "another body")).toBe(false);
    expect(before.isOf(hashes.of("a body"), "a body")).toBe(true);
  });
});

test("what the secret made is the same in a later release, or it would be lost", () => {
  const phoneHash = hashing.fingerprint("phoneNumber:+48600100200");
  expect({
    logs: userHash("u-42", testSecret),
    erasures: marks.partitionOf("u-42"),
    requests: testRequestHashes.of("a body"),
    addresses: hashing.addressMark(phoneHash),
    messages: users.open({ user: "xq6coV--SeliaUSeurm3s2u_UAgf6NbEgzzvWoI7Jt3KG7bc7Q" }),
  }).toEqual({
    logs: "a1b642a39bf92b65",
    erasures: "erased#fFc0JeIhia_Pdc8jKDbkLGqaZF2P1nhoAj8B-kr1XGY",
    requests: "keyed:jHRqWKMNKCVC579W1coy9syByEtn2XvSmrVWy2UTGeY",
    addresses: "tgdhZpboKyP-C0OvkqmZUec3L7Si1DC1v8uwKxQMdHg",
    messages: { userId: "u-żółw" },
  });
});

test("a mark stands among the user's records where release 0.1 looks for it", () => {
  expect(erasureMarks(testSecret, "plain").partitionOf("u-42")).toBe("u-42");
});

test("a mark's place is another for each user and stage, and no user's own", () => {
  const places = [
    erasureMarks(testSecret, "sealed").partitionOf("u-42"),
    erasureMarks(testSecret, "sealed").partitionOf("u-43"),
    erasureMarks(another, "sealed").partitionOf("u-42"),
  ];
  expect(new Set(places).size).toBe(places.length);
  expect(places.every((place) => /^erased#[\w-]{43}$/.test(place))).toBe(true);
});
