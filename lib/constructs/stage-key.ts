import { TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Key } from "aws-cdk-lib/aws-kms";
import { QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../deployment-config.ts";

/** What services ask KMS for in the name of who uses them. */
const actionsThrough = {
  /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
  dynamodb: [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
  ],
  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
  sqs: ["kms:Decrypt", "kms:GenerateDataKey"],
  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
  s3: ["kms:Decrypt", "kms:GenerateDataKey"],
  /** https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html */
  ssm: ["kms:Decrypt"],
  /** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html */
  lambda: ["kms:Decrypt"],
} as const;

export type KeyUser = keyof typeof actionsThrough;

/** The deployer's KMS key, where the stage has one; without it AWS's own keys encrypt, and nothing is needed. */
export class StageKey {
  readonly key: IKey | undefined;
  private readonly region: string;

  constructor(scope: Construct, { kmsKeyArn, region }: DeploymentConfig) {
    this.key = kmsKeyArn === undefined ? undefined : Key.fromKeyArn(scope, "Key", kmsKeyArn);
    this.region = region;
  }

  /** The permissions to use the key, and through these services only. */
  usedThrough(...services: readonly KeyUser[]): PolicyStatement[] {
    return services.flatMap((service) => this.through(service, actionsThrough[service]));
  }

  /** The permission to write a parameter that is encrypted with the key, too. */
  get writesParameters(): PolicyStatement[] {
    return this.through("ssm", ["kms:Decrypt", "kms:Encrypt"]);
  }

  private through(service: KeyUser, actions: readonly string[]): PolicyStatement[] {
    if (this.key === undefined) {
      return [];
    }
    return [
      new PolicyStatement({
        actions: [...actions],
        resources: [this.key.keyArn],
        conditions: {
          StringEquals: { "kms:ViaService": `${service}.${this.region}.amazonaws.com` },
        },
      }),
    ];
  }
}

/** How a table is encrypted: with the stage's key, or with DynamoDB's own. */
export function tableEncryption({ key: encryptionKey }: StageKey) {
  return encryptionKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey };
}

/** How a queue is encrypted: with the stage's key, or with SQS's own. */
export function queueEncryption({ key: encryptionMasterKey }: StageKey) {
  return encryptionMasterKey
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey }
    : { encryption: QueueEncryption.SQS_MANAGED };
}
