import { randomUUID } from "node:crypto";
import type { AwsCall, ProxiedResponse } from "./aws-proxy.ts";

/** The services whose limits can be imposed. */
export type LimitedService = "DynamoDB" | "S3" | "SQS" | "SSM";

/**
 * Each service's own error for what is too fast.
 *
 * @param which at least 0, below 1: chooses where a service has several.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const tooFast: Readonly<Record<LimitedService, (which: number) => ProxiedResponse>> = {
  SSM: () => awsError("ThrottlingException", "Rate exceeded"),
  DynamoDB: (which) =>
    which < 0.5
      ? awsError(
          "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
          "The level of configured provisioned throughput for the table was exceeded.",
        )
      : awsError(
          "com.amazonaws.dynamodb.v20120810#ThrottlingException",
          "Throughput exceeds the current capacity of your table or index.",
        ),
  S3: () => ({
    status: 503,
    headers: { "content-type": "application/xml" },
    body: "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
  }),
  SQS: () => awsError("com.amazonaws.sqs#RequestThrottled", "The request was denied.", 403),
};

/** SSM's error where one of the parameters that were asked for may not be decrypted. */
export function accessDenied(): ProxiedResponse {
  return awsError(
    "AccessDeniedException",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
  );
}

/**
 * The response to a call of several parts none of which was taken, as AWS gives it where it throttles
 * parts; `undefined` where the call has none.
 */
export function unprocessed({ operation, input }: AwsCall): ProxiedResponse | undefined {
  const { RequestItems, Entries = [] } = (input ?? {}) as {
    RequestItems?: unknown;
    Entries?: readonly { readonly Id: string }[];
  };
  switch (operation) {
    case "DynamoDB.BatchGetItem":
      return json(200, { Responses: {}, UnprocessedKeys: RequestItems });
    case "SQS.SendMessageBatch":
    case "SQS.ChangeMessageVisibilityBatch":
      return json(200, {
        Successful: [],
        Failed: Entries.map(({ Id }) => ({ Id, Code: "RequestThrottled", SenderFault: false })),
      });
    default:
      return undefined;
  }
}

function awsError(__type: string, message: string, status = 400): ProxiedResponse {
  return json(status, { __type, message });
}

function json(status: number, body: unknown): ProxiedResponse {
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-requestid": randomUUID(),
  };
  return { status, headers, body: JSON.stringify(body) };
}
