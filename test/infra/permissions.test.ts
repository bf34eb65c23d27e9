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

const config = shippedConfig("production");
const template = templateOf(config);
const functions = functionsOf(template, "production");

const consumes = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
];
const channels = Object.keys(config.channels);

/** A function's own log, and no other. */
function logOf(name: string) {
  return {
    [`/aws/lambda/herald-production-${name}`]: ["logs:CreateLogStream", "logs:PutLogEvents"],
  };
}

/** The same actions on the queue of each channel, or on its dead-letter queue. */
function onQueues(actions: readonly string[], suffix = "") {
  return Object.fromEntries(
    channels.map((each) => [`herald-production-${each}${suffix}`, actions]),
  );
}

function channelPermissions(channel: string) {
  return {
    ...logOf(`channel-${channel}`),
    "herald-production-notifications": [
      "dynamodb:BatchGetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    ],
    "herald-production-provider-health": ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
    [`herald-production-${channel}`]: consumes,
    parameters: ["ssm:GetParameters"],
  };
}

const sendsEmail = {
  "arn:aws:ses:eu-west-1:<AWS::AccountId>:identity/herald@example.com": ["ses:SendEmail"],
  "arn:aws:ses:eu-west-1:<AWS::AccountId>:configuration-set/herald-production": ["ses:SendEmail"],
};

/**
 * Every action of every function, by what it may be done to. Which parameters a function may read is
 * held by the settings' own test.
 */
const permissions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  intake: {
    ...logOf("intake"),
    "herald-production-notifications": [
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ],
    ...onQueues(["sqs:SendMessage"]),
    parameters: ["ssm:GetParameters"],
  },
  tracking: { ...logOf("tracking"), "herald-production-notifications": ["dynamodb:Query"] },
  operations: {
    ...logOf("operations"),
    "herald-production-notifications": [
      "dynamodb:BatchWriteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
    ],
    "herald-production-provider-health": ["dynamodb:BatchGetItem"],
    ...onQueues(["sqs:GetQueueAttributes", "sqs:SendMessage"]),
    ...onQueues(["sqs:GetQueueAttributes"], "-dead-letter"),
    parameters: ["ssm:GetParameters"],
  },
  receipts: {
    ...logOf("receipts"),
    "herald-production-notifications": [
      "dynamodb:BatchGetItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
    ],
    "herald-production-receipts": [...consumes, "sqs:SendMessage"],
    parameters: ["ssm:GetParameters"],
  },
  pages: logOf("pages"),
  "channel-sms": { ...channelPermissions("sms"), "all but arn:aws:sns:*:*:*": ["sns:Publish"] },
  "channel-email": { ...channelPermissions("email"), ...sendsEmail },
  "channel-push": channelPermissions("push"),
  "channel-messenger": channelPermissions("messenger"),
  "channel-mix": { ...channelPermissions("mix"), ...sendsEmail },
  "channel-fail": channelPermissions("fail"),
};

test("the table above names every function", () => {
  expect([...functions.keys()].toSorted()).toEqual(Object.keys(permissions).toSorted());
});

describe.each(Object.keys(permissions))("the function %s", (name) => {
  const statements = statementsOf(template, functions.get(name) as Resource);

  test("may do exactly this, to exactly that", () => {
    expect(statements.every(({ Effect }) => Effect === "Allow")).toBe(true);
    const expected = Object.entries(permissions[name] ?? {}).flatMap(([target, actions]) =>
      actions.map((action) => `${action} on ${target}`),
    );
    expect([...allowed(statements)].toSorted()).toEqual(expected.toSorted());
  });

  test("has its own role, with no policy beside it", () => {
    const role = roleOf(template, functions.get(name) as Resource);
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    expect(resourcesOf(template, "AWS::IAM::Policy")).toEqual([]);
    const roles = [...functions.values()].map(({ Properties }) => written(Properties.Role));
    expect(new Set(roles).size).toBe(functions.size);
  });
});

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

test("no permission has a wildcard, but for SMS, which no topic takes", () => {
  const withWildcard = [...functions].flatMap(([name, resource]) =>
    statementsOf(template, resource)
      .filter(({ Resource, NotResource }) =>
        [Resource, NotResource]
          .flat()
          .some((arn) => arn !== undefined && written(arn).includes("*")),
      )
      .map(({ Action, Resource, NotResource }) => ({
        name,
        Action,
        Resource,
        not: NotResource === undefined ? undefined : written(NotResource),
      })),
  );
  expect(withWildcard).toEqual([
    { name: "channel-sms", Action: "sns:Publish", not: "arn:aws:sns:*:*:*" },
  ]);
});

/** Each action with each of its targets; a function's parameters are one. */
function allowed(statements: ReturnType<typeof statementsOf>): ReadonlySet<string> {
  const lines = statements.flatMap(({ Action, Resource, NotResource }) => {
    const targets =
      NotResource === undefined
        ? [Resource].flat().map((each) => namedIn(template, each))
        : [`all but ${written(NotResource)}`];
    return [Action].flat().flatMap((action) => targets.map((each) => `${action} on ${each}`));
  });
  return new Set(lines.map((line) => line.replace(/ on arn:aws:ssm:.*/, " on parameters")));
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
