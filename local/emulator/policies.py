"""Has MiniStack decide by policies as AWS does, where it enforces IAM.

In conditions, a function's `aws:PrincipalArn` is its role's ARN, where MiniStack has the session's; a
service that calls for itself has none, where MiniStack has `*`. Every call counts as one by TLS: in AWS
Herald makes no other. And a batch of SQS's is permitted by the action that it is a batch of.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
"""

import re

from ministack.core import iam_actions, iam_evaluator

SESSION = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")


def principal_of(context):
    arn = context.principal_arn
    return None if arn == "*" else SESSION.sub(r"arn:\1:iam::\2:role/\3", arn)


AS_IN_AWS = {
    "aws:principalarn": principal_of,
    "aws:securetransport": lambda _: "true",
}


def decide_as_aws_does():
    """Changes MiniStack; to be called before it starts."""
    resolve = iam_evaluator._resolve_condition_key
    extract = iam_actions.extract_iam_action

    def resolve_as_aws_does(key, context):
        as_in_aws = AS_IN_AWS.get(key.lower())
        return as_in_aws(context) if as_in_aws else resolve(key, context)

    def extract_as_aws_does(*parameters):
        action = extract(*parameters)
        is_of_sqs = action and action.startswith("sqs:")
        return action.removesuffix("Batch") if is_of_sqs else action

    iam_evaluator._resolve_condition_key = resolve_as_aws_does
    iam_actions.extract_iam_action = extract_as_aws_does
