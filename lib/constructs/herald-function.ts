import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { CfnFunction, Code } from "aws-cdk-lib/aws-lambda";
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type * as z from "zod/mini";
import type { EnvironmentOf } from "../../lambdas/runtime/environment.ts";
import { secretVariable, stageVariable } from "../../lambdas/runtime/environment.ts";
import { environmentBytes, maxEnvironmentBytes } from "../environment-size.ts";
import { functionLogGroup } from "../names.ts";
import type { StageSecret } from "./stage-secret.ts";

/** What a function is made of. */
export interface HeraldFunctionProps<Environment extends z.ZodMiniType> {
  readonly stage: string;
  /** At most 64 characters. */
  readonly functionName: string;
  readonly description: string;
  readonly code: Code;
  /** One string for each variable in the schema that the function's `env.ts` exports. */
  readonly environment: EnvironmentOf<Environment>;
  /** All that the function may do, save writing its own log. */
  readonly permissions: readonly PolicyStatement[];
  /** 1 to 900 s. */
  readonly timeoutSeconds: number;
  /** Executions that are kept for it, and that it may not exceed; of the account's if left out. */
  readonly reservedConcurrency?: number | undefined;
  /** The stage's secret, for a function that hashes or seals users' ids. */
  readonly secret?: StageSecret;
}

/**
 * A function on Node 24 and arm64, with a log group and a role of its own.
 *
 * Its memory is 512 MB: Lambda gives processor time by memory, and cold starts need it.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export class HeraldFunction<Environment extends z.ZodMiniType> extends Construct {
  readonly function: LambdaFunction;
  private readonly permissions: PolicyDocument;

  constructor(scope: Construct, id: string, props: HeraldFunctionProps<Environment>) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Log", {
      logGroupName: functionLogGroup(props.functionName),
      retention: RetentionDays.ONE_MONTH,
      // A log that outlived its stack would keep the next one from being made: the name is taken.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const writeLog = new PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroup.logGroupArn],
    });
    this.permissions = new PolicyDocument({ statements: [...props.permissions, writeLog] });
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      inlinePolicies: { Permissions: this.permissions },
    });
    this.function = new LambdaFunction(this, "Function", {
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: props.code,
      role,
      logGroup,
      ...(props.secret?.key && { environmentEncryption: props.secret.key }),
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: 512,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: "herald",
        [stageVariable]: props.stage,
        ...(props.secret && { [secretVariable]: props.secret.value }),
        POWERTOOLS_LOG_LEVEL: "INFO",
      },
    });
    this.node.addValidation({ validate: () => this.environmentFaults(props.functionName) });
  }

  /** Has it send its segments to X-Ray, whose actions know no resources. */
  trace(): void {
    const resource = this.function.node.defaultChild as CfnFunction;
    resource.tracingConfig = { mode: Tracing.ACTIVE };
    this.permissions.addStatements(
      new PolicyStatement({
        actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        resources: ["*"],
      }),
    );
  }

  /** What Lambda would only say in the middle of a deployment. */
  private environmentFaults(functionName: string): string[] {
    const bytes = environmentBytes(this.function);
    return bytes > maxEnvironmentBytes
      ? [
          `the variables of ${functionName} take ${bytes} bytes, of at most ${maxEnvironmentBytes}: have fewer channels, allowedProviders or retryDelaysSeconds, or shorter names`,
        ]
      : [];
  }
}
