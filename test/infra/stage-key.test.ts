import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Resource } from "./synthesize.ts";
import {
  functionsOf,
  projectFolder,
  resourcesOf,
  shippedConfig,
  statementsOf,
  templateOf,
} from "./synthesize.ts";

const stage = "production";
const config = shippedConfig(stage);
const kmsKeyArn = `arn:aws:kms:${config.region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const templates = {
  without: templateOf(config),
  with: templateOf({ ...config, kmsKeyArn }),
};
const functions = functionsOf(templates.with, stage);

function encryptions(template: typeof templates.with) {
  return {
    tables: resourcesOf(template, "AWS::DynamoDB::Table").map(
      ({ Properties }) => Properties.SSESpecification,
    ),
    queues: resourcesOf(template, "AWS::SQS::Queue").map(({ Properties }) => [
      Properties.KmsMasterKeyId,
      Properties.SqsManagedSseEnabled,
    ]),
    topics: resourcesOf(template, "AWS::SNS::Topic").map(
      ({ Properties }) => Properties.KmsMasterKeyId,
    ),
  };
}

/** What a function may do with the key, and through which service. */
function usesOf(resource: Resource) {
  return statementsOf(templates.with, resource)
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith("kms:")))
    .map((statement) => {
      expect(statement.Resource).toBe(kmsKeyArn);
      const { Condition } = statement as unknown as {
        Condition: { StringEquals: { "kms:ViaService": string } };
      };
      const [service, ...rest] = Condition.StringEquals["kms:ViaService"].split(".");
      expect(rest.join(".")).toBe(`${config.region}.amazonaws.com`);
      return [service, [statement.Action].flat()];
    });
}

describe("without a key of the deployer's", () => {
  test("AWS's own keys encrypt, and nobody may do anything with another", () => {
    const { tables, queues, topics } = encryptions(templates.without);
    expect(new Set(tables)).toEqual(new Set([undefined]));
    expect(queues.every(([key, isManaged]) => key === undefined && isManaged)).toBe(true);
    expect(topics).toEqual([undefined, undefined]);
    expect(JSON.stringify(templates.without.toJSON())).not.toContain("kms:");
    const keys = resourcesOf(templates.without, "AWS::Lambda::Function").map(
      ({ Properties }) => Properties.KmsKeyArn,
    );
    expect(new Set(keys)).toEqual(new Set([undefined]));
  });
});

describe("with a key of the deployer's", () => {
  test("it encrypts every table, queue and topic", () => {
    const { tables, queues, topics } = encryptions(templates.with);
    expect(tables).toEqual(
      tables.map(() => ({ KMSMasterKeyId: kmsKeyArn, SSEEnabled: true, SSEType: "KMS" })),
    );
    expect(queues).toEqual(queues.map(() => [kmsKeyArn, undefined]));
    expect(topics).toEqual([kmsKeyArn, kmsKeyArn]);
    expect([tables.length, queues.length]).toEqual([
      2,
      2 * (Object.keys(config.channels).length + 1),
    ]);
  });

  test("it encrypts the stage's secret, and the variables of the functions that have it", () => {
    const [secret] = resourcesOf(templates.with, "Custom::HeraldSecret");
    expect(secret?.Properties.KmsKeyArn).toBe(kmsKeyArn);
    for (const { Properties } of functions.values()) {
      const hasSecret = "HERALD_SECRET" in Properties.Environment.Variables;
      expect([Properties.FunctionName, Properties.KmsKeyArn]).toEqual([
        Properties.FunctionName,
        hasSecret ? kmsKeyArn : undefined,
      ]);
    }
  });

  const table = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
  ];
  const withFiles = [
    ["dynamodb", table],
    ["sqs", ["kms:Decrypt", "kms:GenerateDataKey"]],
    ["s3", ["kms:Decrypt", "kms:GenerateDataKey"]],
    ["ssm", ["kms:Decrypt"]],
    ["lambda", ["kms:Decrypt"]],
  ];
  const all = withFiles.filter(([service]) => service !== "s3");
  const uses: Readonly<Record<string, unknown>> = {
    intake: withFiles,
    operations: withFiles,
    "channel-email": withFiles,
    receipts: all.filter(([service]) => service !== "dynamodb"),
    "receipts-queue": all.filter(([service]) => service !== "ssm"),
    tracking: [["dynamodb", table]],
    deployment: [["ssm", ["kms:Decrypt", "kms:Encrypt"]]],
    pages: all.filter(([service]) => service === "dynamodb" || service === "lambda"),
  };

  test.each([...functions])("%s may use it through what it uses, and no more", (name, resource) => {
    expect(usesOf(resource)).toEqual(uses[name] ?? all);
  });

  test("the stack changes nothing else", () => {
    const resources = (template: typeof templates.with) =>
      Object.keys(template.toJSON()["Resources"]);
    expect(resources(templates.with)).toEqual(resources(templates.without));
  });
});

test("the runbook's key policy lets SNS and the services that publish events do what they need, for this account alone", () => {
  const runbook = readFileSync(resolve(projectFolder, "docs", "runbook.md"), "utf8");
  const [, text = ""] = /```json\n(\s*\{\s*"Sid": "HeraldServices"[^`]*)```/.exec(runbook) ?? [];
  expect(JSON.parse(text)).toEqual({
    Sid: "HeraldServices",
    Effect: "Allow",
    Principal: { Service: ["sns.amazonaws.com", "ses.amazonaws.com", "sms-voice.amazonaws.com"] },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
  });
});
