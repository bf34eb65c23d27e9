import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import {
  functionsOf,
  namedIn,
  resourcesOf,
  shippedConfig,
  statementsOf,
  templateOf,
  written,
} from "./synthesize.ts";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal: unknown;
  readonly Condition: Record<string, Record<string, unknown>>;
}

const root = "arn:aws:iam::<AWS::AccountId>:root";
const operator = "arn:aws:iam::123456789012:role/Operator*";
const takes = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:PurgeQueue",
  "sqs:ReceiveMessage",
];

/** The statements of each queue's policy, by the queue's name. */
function policiesOf(template: Template): ReadonlyMap<string, readonly Statement[]> {
  return new Map(
    resourcesOf(template, "AWS::SQS::QueuePolicy").map(({ Properties }) => [
      namedIn(template, Properties.Queues[0]),
      Properties.PolicyDocument.Statement,
    ]),
  );
}

/** Those whom the denial of an action leaves out: functions by their names, others by their ARNs. */
function exemptFrom(
  template: Template,
  stage: string,
  policy: readonly Statement[],
  action: string,
): string[] {
  const denials = policy.filter(
    ({ Effect, Action, Condition }) =>
      Effect === "Deny" && [Action].flat().includes(action) && "ArnNotLike" in Condition,
  );
  expect(denials).toHaveLength(1);
  const { Principal, Condition } = denials[0] as Statement;
  expect(Principal).toEqual({ AWS: "*" });
  expect(Condition["Null"]).toEqual({ "aws:PrincipalArn": "false" });
  const roles = new Map(
    [...functionsOf(template, stage)].map(([name, { Properties }]) => [
      written(Properties.Role),
      name,
    ]),
  );
  return [Condition["ArnNotLike"]?.["aws:PrincipalArn"]]
    .flat()
    .map((arn) => roles.get(written(arn)) ?? written(arn))
    .toSorted();
}

/** The functions whose own policies permit an action on a queue. */
function permitted(template: Template, stage: string, queue: string, action: string): string[] {
  return [...functionsOf(template, stage)]
    .filter(([, resource]) =>
      statementsOf(template, resource).some(
        ({ Action, Resource }) =>
          [Action].flat().includes(action) &&
          [Resource].flat().some((each) => namedIn(template, each) === queue),
      ),
    )
    .map(([name]) => name);
}

describe.each(["local", "production"])("in the stage %s", (stage) => {
  const template = templateOf({ ...shippedConfig(stage), queueOperators: [operator] });
  const policies = policiesOf(template);
  const queues = resourcesOf(template, "AWS::SQS::Queue").map(({ Properties }) =>
    String(Properties.QueueName),
  );

  test.each(queues)(
    "%s is for the functions that are permitted to use it, and operators",
    (queue) => {
      const policy = policies.get(queue) ?? [];
      const exempt = (action: string) => exemptFrom(template, stage, policy, action);
      const and = (functions: readonly string[]) => [...functions, operator, root].toSorted();
      expect(exempt("sqs:SendMessage")).toEqual(
        and(permitted(template, stage, queue, "sqs:SendMessage")),
      );
      for (const action of takes) {
        expect(exempt(action)).toEqual(
          and(permitted(template, stage, queue, "sqs:ReceiveMessage")),
        );
      }
    },
  );

  test("a dead-letter queue is for nobody else", () => {
    const [queue = ""] = queues.filter((name) => name.endsWith("-dead-letter"));
    const policy = policies.get(queue) ?? [];
    expect(exemptFrom(template, stage, policy, "sqs:ReceiveMessage")).toEqual([operator, root]);
  });

  test("TLS is still asked of everybody", () => {
    for (const policy of policies.values()) {
      expect(policy).toContainEqual(
        expect.objectContaining({
          Effect: "Deny",
          Action: "sqs:*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      );
    }
  });
});

test.each([0, 1])(
  "nobody of the account publishes to a topic of events, or subscribes elsewhere to it: %s",
  (nth) => {
    const template = templateOf(shippedConfig("production"));
    const policies = resourcesOf(template, "AWS::SNS::TopicPolicy");
    expect(policies).toHaveLength(2);
    const statements: Statement[] = policies[nth]?.Properties.PolicyDocument.Statement;
    const others = {
      ArnNotLike: { "aws:PrincipalArn": expect.anything() },
      Null: { "aws:PrincipalArn": "false" },
    };
    const denied = (action: string) =>
      statements.filter(({ Effect, Action }) => Effect === "Deny" && Action === action);
    const [publish] = denied("sns:Publish").filter(({ Condition }) => "Null" in Condition);
    const [subscribe] = denied("sns:Subscribe");
    expect(publish).toMatchObject({ Principal: { AWS: "*" }, Condition: others });
    const endpoint = subscribe?.Condition["StringNotEquals"]?.["sns:Endpoint"];
    expect(subscribe).toMatchObject({ Principal: { AWS: "*" }, Condition: others });
    expect(namedIn(template, endpoint)).toBe("herald-production-receipts");
    for (const statement of [publish, subscribe]) {
      expect(written(statement?.Condition["ArnNotLike"]?.["aws:PrincipalArn"])).toBe(root);
    }
  },
);
