import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

const reason = (name: string, fields: object = {}) => JSON.stringify({ reason: name, ...fields });

const of = (
  status: number,
  kind: ProviderRow["rareResponses"][number][2],
  reasons: readonly string[],
): ProviderRow["rareResponses"] =>
  reasons.map((name) => [status, reason(name), kind, name] as const);

export const row: ProviderRow = {
  address: "pushToken",
  to: to.pushToken,
  wrongCredentials: { keyId: "OTHERKEY01" },
  badSettings: {
    teamId: "herald",
    keyId: "",
    privateKey: "-----BEGIN PRIVATE KEY-----",
    topic: "com example",
    pushType: "voip",
    environment: "test",
    baseUrl: "api.push.apple.com",
  },
  oversizedText: "x".repeat(4_097),
  responseWithoutId: { status: 200, body: "" },
  isMultiplexed: true,
  rareResponses: [
    [410, reason("Unregistered", { timestamp: 1 }), "refused", "Unregistered", "suppress"],
    [410, reason("ExpiredToken"), "refused", "ExpiredToken", "suppress"],
    ...of(400, "refused", ["BadDeviceToken", "DeviceTokenNotForTopic"]),
    ...of(400, "refused", ["PayloadEmpty", "BadCollapseId", "BadExpirationDate", "BadMessageId"]),
    ...of(400, "refused", ["BadPriority", "InvalidPushType", "MissingDeviceToken"]),
    ...of(400, "refused", ["DuplicateHeaders"]),
    ...of(404, "refused", ["BadPath"]),
    ...of(405, "refused", ["MethodNotAllowed"]),
    ...of(413, "refused", ["PayloadTooLarge"]),
    ...of(400, "misconfigured", ["BadTopic", "MissingTopic", "TopicDisallowed"]),
    ...of(403, "misconfigured", ["InvalidProviderToken", "MissingProviderToken", "Forbidden"]),
    ...of(403, "misconfigured", ["ExpiredProviderToken", "BadCertificate"]),
    ...of(403, "misconfigured", ["BadCertificateEnvironment", "UnrelatedKeyIdInToken"]),
    ...of(403, "misconfigured", ["BadEnvironmentKeyIdInToken"]),
    ...of(429, "throttled", ["TooManyRequests", "TooManyProviderTokenUpdates"]),
    ...of(400, "unavailable", ["IdleTimeout"]),
    ...of(500, "unavailable", ["InternalServerError"]),
    ...of(503, "unavailable", ["ServiceUnavailable", "Shutdown"]),
    ...of(400, "misconfigured", ["SomethingNew"]),
    [410, reason(`${to.pushToken} is gone`), "misconfigured", "http-410"],
  ],
};
