import { CustomResource, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import type { Construct, IDependable } from "constructs";
import { attachmentsPrefix } from "../../lambdas/adapters/s3-attachment-store.ts";
import { templatesPrefix } from "../../lambdas/adapters/s3-template-store.ts";
import { bucketResourceType } from "../../lambdas/functions/deployment/resource-types.ts";
import { namesOf } from "../names.ts";
import type { DeployedTemplates } from "../templates/deployed-templates.ts";
import type { StageKey } from "./stage-key.ts";

/** What the bucket is made of. */
export interface ContentBucketProps {
  readonly stage: string;
  /** Whether the bucket outlives its stack. */
  readonly production: boolean;
  /** Days that records are kept: attachments are for a day longer. */
  readonly retentionDays: number;
  readonly key: StageKey;
  /** The function of deployments, which empties the bucket before a stack takes it away. */
  readonly deployment: IFunction;
}

/** CloudFormation waits no longer for the bucket to be emptied. */
const serviceTimeout = Duration.minutes(15);

/**
 * The stage's bucket, for what is too large for the table: attachments, each under its user's mark, and the
 * templates that were pushed. Private, encrypted, and by TLS only.
 */
export class ContentBucket extends Bucket {
  /** Whose deletion empties the bucket: what puts something into it depends on this, to be deleted before. */
  readonly contents: IDependable;
  private readonly heraldStage: string;

  constructor(scope: Construct, id: string, props: ContentBucketProps) {
    const { stage, production, retentionDays, key, deployment } = props;
    const { account, region } = Stack.of(scope);
    super(scope, id, {
      bucketName: namesOf(stage).contentBucket(account, region),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      ...(key.key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key.key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      lifecycleRules: [
        {
          id: "end-attachments",
          prefix: attachmentsPrefix,
          expiration: Duration.days(retentionDays + 1),
        },
        { id: "end-parts", abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    this.heraldStage = stage;
    // A stage that becomes a production keeps it: it is changed and not taken away.
    this.contents = new CustomResource(this, "Contents", {
      resourceType: bucketResourceType,
      serviceToken: deployment.functionArn,
      serviceTimeout,
      properties: { Bucket: this.bucketName, Keep: String(production) },
    });
  }

  /** Tells the command line, which pushes templates into the bucket, over what it pushes them. */
  tellTemplates(hash: string): void {
    const deployed: DeployedTemplates = { bucket: this.bucketName, hash };
    new StringParameter(this, "DeployedTemplates", {
      parameterName: namesOf(this.heraldStage).templatesParameter,
      description: "The templates that are deployed, and where others are pushed over them.",
      stringValue: Stack.of(this).toJsonString(deployed),
    });
  }

  /** The permission to do this with all attachments. */
  onAttachments(...actions: readonly string[]): PolicyStatement {
    return new PolicyStatement({
      actions: [...actions],
      resources: [this.arnForObjects(`${attachmentsPrefix}*`)],
    });
  }

  /** The permission to do this with all templates that were pushed. */
  onTemplates(...actions: readonly string[]): PolicyStatement {
    return new PolicyStatement({
      actions: [...actions],
      resources: [this.arnForObjects(`${templatesPrefix}*`)],
    });
  }

  /**
   * The permission to list; also what is not there reads as denied without it.
   *
   * @param prefix of the keys that may be listed; all if left out. With one, a key that is not there reads as
   * denied all the same.
   */
  listing(prefix?: string): PolicyStatement {
    return new PolicyStatement({
      actions: ["s3:ListBucket"],
      resources: [this.bucketArn],
      ...(prefix !== undefined && {
        conditions: { StringLike: { "s3:prefix": `${prefix}*` } },
      }),
    });
  }
}
