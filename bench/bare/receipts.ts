import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import webhooks from "twilio/lib/webhooks/webhooks.js";

/** The clients and commands that receipts uses, and Twilio's signature check, without receipts. */
export const clients = [
  DynamoDBDocumentClient.from(new DynamoDBClient()),
  new SQSClient(),
  new SSMClient(),
];
export const commands = [
  BatchGetCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  GetParametersCommand,
];
export const twilio = [webhooks.validateRequest];
