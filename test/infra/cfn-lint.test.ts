import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import { installCfnLint, lintTemplate } from "../support/cfn-lint/lint.ts";
import { shippedConfig, templateOf } from "./synthesize.ts";

let python: string;
let folder: string;

beforeAll(async () => {
  python = await installCfnLint();
  folder = await makeRunFolder("cfn-lint");
}, 240_000);

afterAll(() => removeFolder(folder));

async function faultsOf(template: unknown, region: string): Promise<readonly string[]> {
  const file = join(folder, "template.json");
  await writeFile(file, JSON.stringify(template));
  return lintTemplate(python, file, region);
}

test.each(["local", "sandbox", "production"])(
  "CloudFormation's rules have nothing against the template of %s",
  async (stage) => {
    const config = shippedConfig(stage);
    expect(await faultsOf(templateOf(config).toJSON(), config.region)).toEqual([]);
  },
);

test("nor against one with IAM, and all that a configuration may add to or take from it", async () => {
  const config = shippedConfig("production");
  const template = templateOf({
    ...config,
    authentication: "iam",
    alarmTopicArn: `arn:aws:sns:${config.region}:123456789012:alarms`,
    createEmailIdentity: false,
    createApiLogRole: false,
    webAclArn: `arn:aws:wafv2:${config.region}:123456789012:regional/webacl/herald/0a1b-2c3d`,
    queueOperators: ["arn:aws:iam::123456789012:role/operator"],
    concurrency: { ...config.concurrency, account: 1_000 },
    tracing: true,
    dashboard: true,
  });
  expect(await faultsOf(template.toJSON(), config.region)).toEqual([]);
});

test("a template that CloudFormation would not take is found out", async () => {
  const queue = { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 43_201 } };
  const faults = await faultsOf({ Resources: { Queue: queue } }, "eu-west-1");
  expect(faults).toEqual([
    "E3034 Resources/Queue/Properties/VisibilityTimeout: 43201 is greater than the maximum of 43200",
  ]);
});
