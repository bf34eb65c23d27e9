import { describe, expect, test } from "vitest";
import { routesWith } from "../../lambdas/api/routes.ts";
import type { Resource } from "./synthesize.ts";
import {
  functionsOf,
  resourcesOf,
  roleOf,
  shippedConfig,
  statementsOf,
  templateOf,
  written,
} from "./synthesize.ts";

const template = templateOf(shippedConfig("production"));
const functions = functionsOf(template, "production");

const writesLog = ["logs:CreateLogStream", "logs:PutLogEvents"];
const carries = [
  "dynamodb:BatchGetItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  ...writesLog,
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
  "ssm:GetParameters",
];

/** Every action of every function of a stage that goes to AWS. */
const actions: Readonly<Record<string, readonly string[]>> = {
  intake: [
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
    ...writesLog,
    "sqs:SendMessage",
    "ssm:GetParameters",
  ],
  tracking: ["dynamodb:Query", ...writesLog],
  operations: [
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
    ...writesLog,
    "sqs:GetQueueAttributes",
    "sqs:SendMessage",
    "ssm:GetParameters",
  ],
  receipts: [
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    ...writesLog,
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
    "ssm:GetParameters",
  ],
  pages: writesLog,
  "channel-sms": [...carries, "sns:Publish"],
  "channel-email": [...carries, "ses:SendEmail"],
  "channel-push": carries,
  "channel-messenger": carries,
};

/** The local stage has channels for demonstration beside them. */
const localActions = {
  ...actions,
  "channel-mix": [...carries, "ses:SendEmail"],
  "channel-fail": carries,
};

describe.each([
  ["local", localActions],
  ["sandbox", actions],
  ["production", actions],
] as const)("the stage %s", (stage, expected) => {
  const template = templateOf(shippedConfig(stage));
  const functions = functionsOf(template, stage);

  test("has the functions that the table above names", () => {
    expect([...functions.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))("lets %s do exactly this", (name, its) => {
    const statements = statementsOf(template, functions.get(name) as Resource);
    expect(statements.every(({ Effect }) => Effect === "Allow")).toBe(true);
    const allowed = statements.flatMap(({ Action }) => Action);
    expect(allowed.toSorted()).toEqual(its.toSorted());
  });

  test.each(Object.keys(expected))("gives %s its own role, with no policy beside it", (name) => {
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

test("a queue is consumed by its own channel's function, and e-mail goes out as the stage's own", () => {
  const email = statementsOf(template, functions.get("channel-email") as Resource);
  const queue = email.find(({ Action }) => Action.includes("sqs:ReceiveMessage"));
  expect(written(queue?.Resource)).toMatch(/^<Channelemail.*Queue.*\.Arn>$/);
  const send = email.find(({ Action }) => Action === "ses:SendEmail");
  expect([send?.Resource].flat().map(written).toSorted()).toEqual([
    "arn:aws:ses:eu-west-1:<AWS::AccountId>:configuration-set/herald-production",
    "arn:aws:ses:eu-west-1:<AWS::AccountId>:identity/herald@example.com",
  ]);
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

function nameOf(functionArn: { "Fn::GetAtt": [string, string] }): string | undefined {
  const [logicalId] = functionArn["Fn::GetAtt"];
  const { FunctionName } = template.toJSON()["Resources"][logicalId].Properties;
  return FunctionName.replace("herald-production-", "");
}

/** `GET/v1/users/*`, of `arn:…:<api>/<stage>/GET/v1/users/*`. */
function routeIn(sourceArn: unknown): string {
  return written(sourceArn).split("/").slice(2).join("/");
}
