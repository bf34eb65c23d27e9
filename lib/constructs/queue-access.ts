import { Stack } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";

/** Who may use a queue, beside AWS's own services. */
export interface QueueAccess {
  readonly senders?: readonly IFunction[];
  readonly receivers?: readonly IFunction[];
  /** ARNs of those who may do both by hand, also with `*`. The account's root user always may. */
  readonly operators: readonly string[];
}

const send = ["sqs:SendMessage"];
const receive = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:PurgeQueue",
  "sqs:ReceiveMessage",
];

/**
 * Denies a queue's messages to everybody else in the account, whatever their own policies allow. Who may
 * change the queue's policy can still lift that, as a deployment does.
 */
export function restrictQueue(
  queue: Queue,
  { senders = [], receivers = [], operators }: QueueAccess,
): void {
  queue.addToResourcePolicy(denial(queue, send, [...rolesOf(senders), ...operators]));
  queue.addToResourcePolicy(denial(queue, receive, [...rolesOf(receivers), ...operators]));
}

function rolesOf(functions: readonly IFunction[]): readonly string[] {
  return functions.flatMap(({ role }) => role?.roleArn ?? []);
}

/**
 * A service that acts for itself, as SNS does when it delivers, has no principal's ARN: the queue's own
 * statement permits it for one topic.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
function denial(queue: Queue, actions: string[], exempt: readonly string[]): PolicyStatement {
  const { partition, account } = Stack.of(queue);
  const root = `arn:${partition}:iam::${account}:root`;
  return new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions,
    resources: [queue.queueArn],
    conditions: {
      ArnNotLike: { "aws:PrincipalArn": [root, ...exempt] },
      Null: { "aws:PrincipalArn": "false" },
    },
  });
}
