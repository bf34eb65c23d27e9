import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from "aws-cdk-lib";
import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";
import { makeStack, routesOf, shippedConfig, templateOf } from "./synthesize.ts";

const construct = "Herald-production/Default";
const root = `${construct}/Api/RestApi`;
const production = shippedConfig("production");
const methods = [...routesOf(templateOf(production)).keys()].map((route) => {
  const [method, path] = route.split(" ");
  return `${root}/Default${path}/${method}/Resource`;
});

/** What the AwsSolutions pack finds and Herald means to be so, each with its reason. */
const accepted: Readonly<Record<string, readonly string[]>> = {
  // The functions check requests: their problem documents name each field that fails.
  "AwsSolutions-APIG2": [`${root}/Resource`],
  // A web ACL costs a monthly fee and is the deployer's to add: callers are back-ends with a key.
  "AwsSolutions-APIG3": [`${root}/DeploymentStage.production/Resource`],
  // Execution logs write requests' paths, which hold users' ids; the access log has what is needed.
  "AwsSolutions-APIG6": [`${root}/DeploymentStage.production/Resource`],
  // An API key is required, which the rule does not count as authorization; `iam` is one setting
  // away. Which routes ask for none is held by the API's own test.
  "AwsSolutions-APIG4": methods,
  // Callers are back-ends, not people with a user pool.
  "AwsSolutions-COG4": methods,
  // What is lost with it is learned again within minutes.
  "AwsSolutions-DDB3": [`${construct}/ProviderHealth/Resource`],
  // The role that API Gateway asks for to write access logs; AWS maintains its policy.
  "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]":
    [`${root}/CloudWatchRole/Resource`],
  // The settings name the number, the sender id or the pool, and may change at any time.
  ...Object.fromEntries(
    ["phone-number", "pool", "protect-configuration", "sender-id"].map((resource) => [
      `AwsSolutions-IAM5[Resource::arn:aws:sms-voice:eu-west-1:<AWS::AccountId>:${resource}/*]`,
      [`${construct}/Channel-sms/Channel/Role/Resource`],
    ]),
  ),
  // Users' records say which there are.
  "AwsSolutions-IAM5[Resource::<Content88381566.Arn>/attachments/*]": [
    "Channel-email/Channel",
    "Intake",
    "Operations",
  ].map((each) => `${construct}/${each}/Role/Resource`),
  // A pointer says which there are.
  "AwsSolutions-IAM5[Resource::<Content88381566.Arn>/templates/*]": [
    `${construct}/Intake/Role/Resource`,
  ],
  // A log of its own would name users' marks, cost, and be kept beyond an erasure.
  "AwsSolutions-S1": [`${construct}/Content/Resource`],
  // Reads no more than how many messages wait, also in queues that are not in the new template any more.
  "AwsSolutions-IAM5[Resource::arn:aws:sqs:eu-west-1:<AWS::AccountId>:herald-production-*]": [
    `${construct}/ChannelRemovals/Check/Role/Resource`,
  ],
};

/** Accounts' settings, `providers/twilio-*`: read by who may read the provider's, each by a role of its own. */
const ofAccounts =
  /^AwsSolutions-IAM5\[.*:parameter\/herald\/production\/providers\/([a-z-]+)-\*\]$/;

function readersOf(provider: string): string[] {
  return Object.entries(production.channels)
    .filter(([, { allowedProviders }]) => allowedProviders.includes(provider))
    .map(([channel]) => `${construct}/Channel-${channel}/Channel/Role/Resource`);
}

/** Keeps a pack's report, where registering the pack itself would end the synthesis. */
class ReportKeeper implements IPolicyValidationPlugin {
  readonly name = "report-keeper";
  readonly found: Record<string, string[]> = {};
  private readonly pack: AwsSolutionsChecks;

  constructor(pack: AwsSolutionsChecks) {
    this.pack = pack;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    for (const { ruleName, violatingResources } of this.pack.validate(context).violations) {
      const paths = violatingResources.map(({ constructPath }) => String(constructPath));
      this.found[ruleName] = [...(this.found[ruleName] ?? []), ...paths];
    }
    return { success: true, violations: [] };
  }
}

test("the AwsSolutions rules find what is accepted here, no more and no less", () => {
  const { app } = makeStack(shippedConfig("production"));
  const keeper = new ReportKeeper(new AwsSolutionsChecks(app));
  Validations.of(app).addPlugins(keeper);
  app.synth();
  const sorted = (found: typeof accepted) =>
    Object.fromEntries(Object.entries(found).map(([rule, paths]) => [rule, paths.toSorted()]));
  const accounts = Object.entries(keeper.found).flatMap(([rule, paths]) => {
    const provider = ofAccounts.exec(rule)?.[1];
    return provider === undefined ? [] : [{ rule, provider, paths }];
  });
  expect(accounts.length).toBeGreaterThan(0);
  for (const { rule, provider, paths } of accounts) {
    const callbacks = `${construct}/Receipts/Receipts/Role/Resource`;
    expect(paths.filter((path) => path !== callbacks).toSorted()).toEqual(
      readersOf(provider).toSorted(),
    );
    delete keeper.found[rule];
  }
  expect(sorted(keeper.found)).toEqual(sorted(accepted));
});
