import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";

/** The client and command that tracking uses, without tracking. */
export const clients = [DynamoDBDocumentClient.from(new DynamoDBClient())];
export const commands = [QueryCommand];
