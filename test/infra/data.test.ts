import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { resourcesOf, shippedConfig, templateOf } from "./synthesize.ts";

const stages = ["local", "sandbox", "production"];

/** Not `Retain`: what a failed first deployment leaves behind makes every later one fail. */
const keptOnceMade = "RetainExceptOnCreate";
const templates = new Map(stages.map((stage) => [stage, templateOf(shippedConfig(stage))]));

describe.each([...templates])("the stage %s", (stage, template) => {
  const isProduction = stage === "production";

  test("has a table that is protected in production only", () => {
    const table = tableOf(template, `herald-${stage}-notifications`);
    expect(table?.DeletionPolicy).toBe(isProduction ? keptOnceMade : "Delete");
    expect(table?.UpdateReplacePolicy).toBe(isProduction ? "Retain" : "Delete");
    expect(table?.Properties).toMatchObject({
      TableName: `herald-${stage}-notifications`,
      DeletionProtectionEnabled: isProduction,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "userId", KeyType: "HASH" },
        { AttributeName: "recordId", KeyType: "RANGE" },
      ],
      TimeToLiveSpecification: { AttributeName: "expiresAtEpoch", Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test("has a table of the providers' health that goes with the stack", () => {
    const table = tableOf(template, `herald-${stage}-provider-health`);
    expect(table?.DeletionPolicy).toBe("Delete");
    expect(table?.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "provider", KeyType: "HASH" }],
    });
    expect(resourcesOf(template, "AWS::DynamoDB::Table")).toHaveLength(2);
  });

  test("holds nothing secret: settings only of the providers that have no secrets", () => {
    const text = JSON.stringify(template.toJSON());
    const settings = [...text.matchAll(/"Name":"[^"]*\/providers\/([^"]*)"/g)].map(([, id]) => id);
    const shipped = ["ses", "sms-voice"];
    expect(settings.toSorted()).toEqual(
      stage === "local" ? ["always-fail", ...shipped, "sns"] : shipped,
    );
    expect(text).not.toContain("{{resolve:");
    expect(Object.keys(template.findParameters("*"))).toEqual(["BootstrapVersion"]);
  });
});

function tableOf(template: Template, name: string) {
  return resourcesOf(template, "AWS::DynamoDB::Table").find(
    ({ Properties }) => Properties.TableName === name,
  );
}

describe("the e-mail identity", () => {
  test("is made by the stack, and kept in production", () => {
    for (const [stage, template] of templates) {
      const [identity] = resourcesOf(template, "AWS::SES::EmailIdentity");
      expect(identity?.Properties.EmailIdentity).toBe(shippedConfig(stage).emailIdentity);
      expect(identity?.DeletionPolicy).toBe(stage === "production" ? keptOnceMade : "Delete");
    }
  });

  test("is another in each shipped stage of a region, as an account has each identity once", () => {
    const made = [...templates].flatMap(([stage, template]) =>
      resourcesOf(template, "AWS::SES::EmailIdentity").map(
        ({ Properties }) => `${shippedConfig(stage).region} ${Properties.EmailIdentity}`,
      ),
    );
    expect(made).toHaveLength(stages.length);
    expect(new Set(made).size).toBe(made.length);
  });

  test("is left alone where the account has it already", () => {
    const template = templateOf({ ...shippedConfig("sandbox"), createEmailIdentity: false });
    expect(resourcesOf(template, "AWS::SES::EmailIdentity")).toEqual([]);
  });

  test("may be a domain, with a sender of its own", () => {
    const template = templateOf({
      ...shippedConfig("sandbox"),
      emailIdentity: "example.com",
      emailFrom: "hello@example.com",
    });
    const [identity] = resourcesOf(template, "AWS::SES::EmailIdentity");
    expect(identity?.Properties.EmailIdentity).toBe("example.com");
    const values = resourcesOf(template, "AWS::SSM::Parameter").map(
      ({ Properties }) => Properties.Value,
    );
    expect(values).toContain('{"from":"hello@example.com","configurationSet":"herald-sandbox"}');
  });
});
