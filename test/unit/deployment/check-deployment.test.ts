import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { expect, test } from "vitest";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { checkDeployment } from "../../../lambdas/functions/deployment/check-deployment.ts";

const fax = { queueUrl: "/fax", deadLetterUrl: "/fax-dead-letter" };

const full = { countMessages: async () => 1, enabledChannels: async () => ["fax"] };
const empty = { countMessages: async () => 0, enabledChannels: async () => [] };

function eventOf(
  RequestType: "Create" | "Update" | "Delete",
  properties: { before?: unknown; after?: unknown } = {},
): CloudFormationCustomResourceEvent {
  const shared = {
    ServiceToken: "arn",
    ResponseURL: "https://example.com",
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Channels",
    ResourceType: "Custom::HeraldChannels",
    ResourceProperties: { ServiceToken: "arn", Channels: properties.after },
  };
  const PhysicalResourceId = "Channels";
  switch (RequestType) {
    case "Create":
      return { ...shared, RequestType };
    case "Delete":
      return { ...shared, RequestType, PhysicalResourceId };
    case "Update": {
      const OldResourceProperties = { ServiceToken: "arn", Channels: properties.before };
      return { ...shared, RequestType, PhysicalResourceId, OldResourceProperties };
    }
  }
}

test.each(["Create", "Delete"] as const)("%s is never held up", async (type) => {
  expect(await checkDeployment(full, eventOf(type, { after: {} }))).toEqual({ Status: "SUCCESS" });
});

test("an update that drops a channel which is not empty fails, with what to do", async () => {
  const check = await checkDeployment(full, eventOf("Update", { before: { fax }, after: {} }));
  expect(check).toEqual({
    Status: "FAILED",
    Reason:
      'The channel fax cannot be removed yet: enabled-channels still names it; its queue holds about 1 messages; its dead-letter queue holds about 1. Nothing was changed. See "Removing a channel" in docs/runbook.md for how to empty it, then deploy again.',
  });
});

test.each([
  ["drops an empty one", empty, { before: { fax }, after: {} }],
  ["adds one", full, { before: {}, after: { fax } }],
  ["puts one back, as the rollback of a refused update does", full, { before: {}, after: { fax } }],
  ["takes a new one back, as any other rollback does", empty, { before: { fax }, after: {} }],
  ["comes from a release without channels here", full, { after: { fax } }],
])("an update that %s succeeds", async (_, deps, properties) => {
  expect(await checkDeployment(deps, eventOf("Update", properties))).toEqual({ Status: "SUCCESS" });
});

test("what cannot be found out fails, without words of the error", async () => {
  const failing = () => Promise.reject(new DependencyUnavailable("SQS", new Error("secret")));
  const event = eventOf("Update", { before: { fax }, after: {} });
  const check = await checkDeployment({ ...empty, countMessages: failing }, event);
  expect(check.Status).toBe("FAILED");
  expect(check.Reason).toContain("(SQS)");
  expect(check.Reason).not.toContain("secret");
});

test("properties that are not understood fail, and are not waited for", async () => {
  const event = eventOf("Update", { before: { fax: "odd" }, after: {} });
  expect(await checkDeployment(empty, event)).toMatchObject({ Status: "FAILED" });
});
