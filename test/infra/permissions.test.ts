import { describe, expect, test } from "vitest";
import { routesWith } from "../../lambdas/api/routes.ts";
import type { Resource } from "./synthesize.ts";
import {
  functionsOf,
  namedIn,
  resourcesOf,
  roleOf,
  shippedConfig,
  statementsOf,
  templateOf,
  written,
} from "./synthesize.ts";

const consumes = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
];
/** A stage, whose resources are named after it. */
const stages = ["local", "sandbox", "production"] as const;

/** A function's own log, and no other. */
function logOf(stage: string, name: string) {
  return {
    [`/aws/lambda/herald-${stage}-${name}`]: ["logs:CreateLogStream", "logs:PutLogEvents"],
  };
}

/** The same actions on the queue of each channel, or on its dead-letter queue. */
function onQueues(stage: string, actions: readonly string[], suffix = "") {
  const channels = Object.keys(shippedConfig(stage).channels);
  return Object.fromEntries(channels.map((each) => [`herald-${stage}-${each}${suffix}`, actions]));
}

/** Those of a channel that a deployment drops, too. */
function allQueuesOf(stage: string): string {
  const { region } = shippedConfig(stage);
  return `arn:aws:sqs:${region}:<AWS::AccountId>:herald-${stage}-*`;
}

function secretOf(stage: string): string {
  const { region } = shippedConfig(stage);
  return `arn:aws:ssm:${region}:<AWS::AccountId>:parameter/herald/${stage}/secret`;
}

function channelPermissions(stage: string, channel: string) {
  return {
    ...logOf(stage, `channel-${channel}`),
    [`herald-${stage}-notifications`]: [
      "dynamodb:BatchGetItem",
      "dynamodb:ConditionCheckItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    ],
    [`herald-${stage}-provider-health`]: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
    [`herald-${stage}-${channel}`]: consumes,
    parameters: ["ssm:GetParameters"],
  };
}

/** The bucket, by its place in the stack. */
const contentBucket = "<Content88381566.Arn>";

/** What a function may do with attachments, and that it may list them. */
function attachments(actions: readonly string[], ...listed: readonly string[]) {
  return {
    [`${contentBucket}/attachments/*`]: actions,
    ...(listed.length > 0 && { [contentBucket]: listed }),
  };
}

/** The bucket is emptied by its name: it needs the function that does. */
function emptiesBucket(stage: string) {
  const { region } = shippedConfig(stage);
  const bucket = `arn:aws:s3:::herald-${stage}-content-<AWS::AccountId>-${region}`;
  return stage === "production"
    ? {}
    : { [bucket]: ["s3:ListBucket"], [`${bucket}/*`]: ["s3:DeleteObject"] };
}

function sendsEmail(stage: string) {
  const { region, emailIdentity } = shippedConfig(stage);
  const inAccount = `arn:aws:ses:${region}:<AWS::AccountId>`;
  return {
    ...attachments(["s3:GetObject"]),
    [`${inAccount}:identity/${emailIdentity}`]: ["ses:SendEmail", "ses:SendRawEmail"],
    [`${inAccount}:configuration-set/herald-${stage}`]: ["ses:SendEmail", "ses:SendRawEmail"],
  };
}

function sendsSms(stage: string) {
  const { region } = shippedConfig(stage);
  const resources = [
    `configuration-set/herald-${stage}`,
    ...["phone-number", "pool", "protect-configuration", "sender-id"].map((each) => `${each}/*`),
  ];
  return Object.fromEntries(
    resources.map((each) => [
      `arn:aws:sms-voice:${region}:<AWS::AccountId>:${each}`,
      ["sms-voice:SendTextMessage"],
    ]),
  );
}

type Permissions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * Every action of every function, by what it may be done to. Which parameters a function may read is
 * held by the settings' own test.
 */
function permissionsOf(stage: string): Permissions {
  return {
    intake: {
      ...logOf(stage, "intake"),
      [`herald-${stage}-notifications`]: [
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
      ],
      ...onQueues(stage, ["sqs:SendMessage"]),
      ...attachments(["s3:DeleteObject", "s3:PutObject"], "s3:ListBucket"),
      [`${contentBucket}/templates/*`]: ["s3:GetObject"],
      parameters: ["ssm:GetParameters"],
    },
    tracking: {
      ...logOf(stage, "tracking"),
      [`herald-${stage}-notifications`]: ["dynamodb:BatchGetItem", "dynamodb:Query"],
    },
    operations: {
      ...logOf(stage, "operations"),
      [`herald-${stage}-notifications`]: [
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
      ],
      [`herald-${stage}-provider-health`]: ["dynamodb:BatchGetItem"],
      ...onQueues(stage, ["sqs:GetQueueAttributes", "sqs:SendMessage"]),
      ...onQueues(stage, ["sqs:GetQueueAttributes"], "-dead-letter"),
      ...attachments(["s3:DeleteObject"], "s3:ListBucket"),
      parameters: ["ssm:GetParameters"],
    },
    receipts: {
      ...logOf(stage, "receipts"),
      [`herald-${stage}-receipts`]: ["sqs:SendMessage"],
      parameters: ["ssm:GetParameters"],
    },
    "receipts-queue": {
      ...logOf(stage, "receipts-queue"),
      [`herald-${stage}-notifications`]: [
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
      ],
      // Also what it makes of an event that cannot be recorded yet.
      [`herald-${stage}-receipts`]: [...consumes, "sqs:SendMessage"],
    },
    deployment: {
      ...logOf(stage, "deployment"),
      [allQueuesOf(stage)]: ["sqs:GetQueueAttributes"],
      parameters: ["ssm:GetParameters"],
      [secretOf(stage)]: ["ssm:GetParameter", "ssm:PutParameter"],
      ...emptiesBucket(stage),
    },
    pages: {
      ...logOf(stage, "pages"),
      [`herald-${stage}-notifications`]: ["dynamodb:UpdateItem"],
    },
    "channel-sms": { ...channelPermissions(stage, "sms"), ...sendsSms(stage) },
    "channel-email": { ...channelPermissions(stage, "email"), ...sendsEmail(stage) },
    "channel-push": channelPermissions(stage, "push"),
    "channel-messenger": channelPermissions(stage, "messenger"),
  };
}

/** The local stage has channels for demonstration beside them. */
function localPermissions(): Permissions {
  return {
    ...permissionsOf("local"),
    "channel-sms": {
      ...channelPermissions("local", "sms"),
      ...sendsSms("local"),
      "all but arn:aws:sns:*:*:*": ["sns:Publish"],
    },
    "channel-mix": { ...channelPermissions("local", "mix"), ...sendsEmail("local") },
    "channel-chat": channelPermissions("local", "chat"),
    "channel-fail": channelPermissions("local", "fail"),
  };
}

describe.each(stages)("the stage %s", (stage) => {
  const template = templateOf(shippedConfig(stage));
  const functions = functionsOf(template, stage);
  const permissions = stage === "local" ? localPermissions() : permissionsOf(stage);

  test("has the functions that the table above names", () => {
    expect([...functions.keys()].toSorted()).toEqual(Object.keys(permissions).toSorted());
  });

  test.each(Object.entries(permissions))(
    "lets %s do exactly this, to exactly that",
    (name, its) => {
      const statements = statementsOf(template, functions.get(name) as Resource);
      expect(statements.every(({ Effect }) => Effect === "Allow")).toBe(true);
      const expected = Object.entries(its).flatMap(([target, actions]) =>
        actions.map((action) => `${action} on ${target}`),
      );
      expect([...allowed(template, statements)].toSorted()).toEqual(expected.toSorted());
    },
  );

  test.each(Object.keys(permissions))("gives %s its own role, with no policy beside it", (name) => {
    const role = roleOf(template, functions.get(name) as Resource);
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    expect(resourcesOf(template, "AWS::IAM::Policy")).toEqual([]);
    const roles = [...functions.values()].map(({ Properties }) => written(Properties.Role));
    expect(new Set(roles).size).toBe(functions.size);
  });
});

const template = templateOf(shippedConfig("production"));
const functions = functionsOf(template, "production");

test("API Gateway may call a function for the routes that name it, and for no other", () => {
  const callable = resourcesOf(template, "AWS::Lambda::Permission")
    .filter(({ Properties }) => Properties.Principal === "apigateway.amazonaws.com")
    .map(({ Properties }) => [nameOf(Properties.FunctionName), routeIn(Properties.SourceArn)])
    .filter(([name]) => name !== "receipts");
  const named = routesWith("api-key").map((route) => [
    route.function,
    `${route.method}${route.path.replaceAll(/\{[^}]+\}/g, "*")}`,
  ]);
  expect(callable.toSorted()).toEqual(named.toSorted());
});

/** Every attachment and template: which there are, records and a pointer say. */
const content = /^<Content88381566\.Arn>\/(?:attachments|templates)\/\*$/;

/** `providers/twilio-*`: which accounts there are, their parameters say. */
const accounts = /:parameter\/herald\/production\/providers\/[a-z-]+-\*$/;

test("no permission has a wildcard, but for SMS, whose senders the settings name, providers' accounts, attachments, and to count what queues hold", () => {
  const withWildcard = [...functions].flatMap(([name, resource]) =>
    statementsOf(template, resource)
      .filter(({ Resource, NotResource }) =>
        [Resource, NotResource]
          .flat()
          .filter((arn) => arn !== undefined)
          .some((arn) => written(arn).replace(accounts, "").replace(content, "").includes("*")),
      )
      .map(({ Action, Resource, NotResource }) => ({
        name,
        Action,
        Resource,
        not: NotResource === undefined ? undefined : written(NotResource),
      })),
  );
  expect(withWildcard.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    {
      name: "channel-sms",
      Action: "sms-voice:SendTextMessage",
      Resource: expect.anything(),
      not: undefined,
    },
    {
      name: "deployment",
      Action: "sqs:GetQueueAttributes",
      Resource: expect.anything(),
      not: undefined,
    },
  ]);
});

/** Each action with each of its targets; a function's parameters are one. */
function allowed(
  template: ReturnType<typeof templateOf>,
  statements: ReturnType<typeof statementsOf>,
): ReadonlySet<string> {
  const lines = statements.flatMap(({ Action, Resource, NotResource }) => {
    const targets =
      NotResource === undefined
        ? [Resource].flat().map((each) => namedIn(template, each))
        : [`all but ${written(NotResource)}`];
    return [Action].flat().flatMap((action) => targets.map((each) => `${action} on ${each}`));
  });
  return new Set(
    lines.map((line) => line.replace(/ on arn:aws:ssm:(?!.*\/secret$).*/, " on parameters")),
  );
}

function nameOf(functionArn: { "Fn::GetAtt": [string, string] }): string | undefined {
  const [logicalId] = functionArn["Fn::GetAtt"];
  const { FunctionName } = template.toJSON()["Resources"][logicalId].Properties;
  return FunctionName.replace("herald-production-", "");
}

/** `GET/v1/users/*`, of `arn:…:<api>/<stage>/GET/v1/users/*`. */
function routeIn(sourceArn: unknown): string {
  return written(sourceArn).split("/").slice(2).join("/");
}
