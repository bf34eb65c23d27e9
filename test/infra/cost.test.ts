import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { Key } from "aws-cdk-lib/aws-kms";
import { expect, test } from "vitest";
import type { CountedTemplate } from "../../bench/cost/idle-cost.ts";
import { idleCost } from "../../bench/cost/idle-cost.ts";
import { sumOf } from "../../bench/cost/list-prices.ts";
import { idleSection } from "../../bench/cost/page.ts";
import { countedStages } from "../../bench/cost/stages.ts";
import { makeStack, projectFolder, shippedConfig, templateOf } from "./synthesize.ts";

const stages = countedStages();

function read(file: string): string {
  return readFileSync(resolve(projectFolder, file), "utf8");
}

function idleDollars(template: unknown): number {
  return sumOf(idleCost(template as CountedTemplate));
}

function stageOf(resources: CountedTemplate["Resources"]): CountedTemplate {
  return { Resources: resources };
}

test("the page of cost has what the shipped stages cost while idle", () => {
  expect(read("docs/cost.md"), "npm run bench writes it anew").toContain(idleSection(stages));
});

test("the sandbox costs less than half of what it would with all alarms", () => {
  const sandbox = shippedConfig("sandbox");
  const all = idleDollars(templateOf({ ...sandbox, alarms: "all" }).toJSON());
  expect(idleDollars(templateOf(sandbox).toJSON())).toBeLessThan(all / 2);
});

test("the README says what idle stages cost", () => {
  for (const { config, template } of stages.filter(({ config: { stage } }) => stage !== "local")) {
    expect(read("README.md")).toContain(`$${idleDollars(template).toFixed(2)} (${config.stage})`);
  }
});

test("an alarm costs $0.10 for each metric, also of an expression", () => {
  const metric = { MetricStat: { Period: 300 } };
  const alarms = stageOf({
    Simple: { Type: "AWS::CloudWatch::Alarm", Properties: { Period: 300 } },
    Expression: {
      Type: "AWS::CloudWatch::Alarm",
      Properties: { Metrics: [{ Expression: "a + b" }, metric, metric] },
    },
  });
  expect(idleDollars(alarms)).toBeCloseTo(0.3);
});

test("polling a queue costs 15 requests a minute", () => {
  const [, polling] = idleCost(
    stageOf({
      Queue: { Type: "AWS::SQS::Queue" },
      Source: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] } },
      },
    }),
  );
  expect(polling?.units).toBe(15 * 60 * 730);
});

test.each([
  ["an alarm of high resolution", "AWS::CloudWatch::Alarm", { Period: 10 }],
  ["a cache of the API", "AWS::ApiGateway::Stage", { CacheClusterEnabled: true }],
  ["a table with capacity", "AWS::DynamoDB::Table", { BillingMode: "PROVISIONED" }],
  ["an advanced parameter", "AWS::SSM::Parameter", { Tier: "Advanced" }],
  ["a secret", "AWS::SecretsManager::Secret", {}],
])("%s must be priced before it is counted", (_, Type, Properties) => {
  expect(() => idleCost(stageOf({ It: { Type, Properties } }))).toThrow(
    `It: say in idle-cost.ts what ${Type}`,
  );
});

test("so must a key that the stack makes", () => {
  const { stack } = makeStack(shippedConfig("sandbox"));
  new Key(stack, "Key");
  expect(() => idleDollars(Template.fromStack(stack).toJSON())).toThrow("AWS::KMS::Key");
});
