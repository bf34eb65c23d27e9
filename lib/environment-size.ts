import { CfnElement, CfnResource, Stack, Token } from "aws-cdk-lib";
import { CfnApiKey } from "aws-cdk-lib/aws-apigateway";
import { CfnTable } from "aws-cdk-lib/aws-dynamodb";
import type { CfnFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { secretResourceType } from "../lambdas/functions/deployment/resource-types.ts";

/**
 * Bytes that a function's variables may have, names included, as JSON.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const maxEnvironmentBytes = 4_096;

/** 32 bytes in base64url. */
const secretBytes = 43;

/** More than any name that the stack's functions are told. */
const maxNameBytes = 256;

/** An API key's id, such as `p4ol0a6wl8`, and room. */
const maxKeyIdBytes = 16;

/** Values that CloudFormation fills in, of the length that they have at most. */
const pseudoParameters: Readonly<Record<string, string>> = {
  "AWS::AccountId": "000000000000",
  "AWS::Partition": "aws-us-gov",
  "AWS::Region": "ap-southeast-1",
  "AWS::URLSuffix": "amazonaws.com.cn",
};

/**
 * The bytes of a function's variables as Lambda counts them: of the JSON that they are sent as, in
 * which the quotation marks of a value that is JSON itself count twice. What is only known once the
 * stack is there is taken to be as long as it can be.
 */
export function environmentBytes(lambdaFunction: LambdaFunction): number {
  const stack = Stack.of(lambdaFunction);
  const { environment } = lambdaFunction.node.defaultChild as CfnFunction;
  const { variables }: Environment = stack.resolve(environment);
  const entries = Object.entries(variables).map(([name, value]) => [name, writeOut(stack, value)]);
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(entries)));
}

interface Environment {
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Writes a resolved value out, with the longest that can stand for what is not known yet. */
function writeOut(stack: Stack, value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return String(value);
  }
  if ("Fn::Join" in value) {
    const [separator, parts] = value["Fn::Join"] as [string, readonly unknown[]];
    return parts.map((part) => writeOut(stack, part)).join(separator);
  }
  if ("Ref" in value) {
    return pseudoParameters[String(value.Ref)] ?? referenceTo(stack, String(value.Ref));
  }
  if ("Fn::GetAtt" in value && attributeOfSecret(stack, value["Fn::GetAtt"])) {
    return "x".repeat(secretBytes);
  }
  return "x".repeat(maxNameBytes);
}

function attributeOfSecret(stack: Stack, attribute: unknown): boolean {
  const [logicalId] = attribute as [string];
  const target = elementOf(stack, logicalId);
  return target instanceof CfnResource && target.cfnResourceType === secretResourceType;
}

function elementOf(stack: Stack, logicalId: string) {
  return stack.node
    .findAll()
    .find((each) => CfnElement.isCfnElement(each) && stack.resolve(each.logicalId) === logicalId);
}

function referenceTo(stack: Stack, logicalId: string): string {
  const target = elementOf(stack, logicalId);
  if (target instanceof CfnTable && isKnown(target.tableName)) {
    return target.tableName;
  }
  if (target instanceof CfnQueue && isKnown(target.queueName)) {
    const { "AWS::Region": anyRegion, "AWS::AccountId": account } = pseudoParameters;
    const region = Token.isUnresolved(stack.region) ? anyRegion : stack.region;
    return `https://sqs.${region}.amazonaws.com.cn/${account}/${target.queueName}`;
  }
  return "x".repeat(target instanceof CfnApiKey ? maxKeyIdBytes : maxNameBytes);
}

function isKnown(name: string | undefined): name is string {
  return name !== undefined && !Token.isUnresolved(name);
}
