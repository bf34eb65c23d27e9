import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { BatchGetCommand, DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";

/** The clients and commands that every channel uses, with or without a provider's SDK. */
export const clients = [
  DynamoDBDocumentClient.from(new DynamoDBClient()),
  new SQSClient(),
  new SSMClient(),
];
export const commands = [
  BatchGetCommand,
  PutCommand,
  ChangeMessageVisibilityCommand,
  GetParametersCommand,
];
