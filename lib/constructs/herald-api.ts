import { Annotations, RemovalPolicy, Size, Stack } from "aws-cdk-lib";
import type { IResource, MethodOptions } from "aws-cdk-lib/aws-apigateway";
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Callers } from "../../lambdas/api/callers.ts";
import type { Authentication, Route } from "../../lambdas/api/routes.ts";
import { routesWith } from "../../lambdas/api/routes.ts";
import type { Scope } from "../../lambdas/core/caller.ts";
import type { ProviderCallbackRoute } from "../../lambdas/providers/callback-routes.ts";
import { callersOf, isOnlyCaller } from "../callers.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { grantScope } from "./caller-grants.ts";
import type { CallerKeys } from "./caller-keys.ts";
import { addCallerKeys } from "./caller-keys.ts";
import { addProblemResponses } from "./problem-responses.ts";
import { openLimits, throttling } from "./request-limits.ts";

/** What the API is made of. */
export interface HeraldApiProps {
  readonly config: DeploymentConfig;
  /** Where providers call back. */
  readonly callbacks: readonly ProviderCallbackRoute[];
}

/** Those that the table of routes names, and the one that takes providers' callbacks. */
type ApiFunctions = Readonly<Record<Route["function"] | "receipts", IFunction>>;

/**
 * The REST API, in a stage named like Herald's own. It is there before its functions, which are told
 * who may call; then `serve` adds the routes.
 *
 * Bodies may take 10 MB and responses 29 s:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export class HeraldApi extends Construct {
  readonly api: RestApi;
  /** Each caller's API keys; none with IAM authentication. */
  readonly keys: CallerKeys;
  /** Who may call, as the functions' variable `CALLERS` has it. */
  readonly callers: string;
  private readonly props: HeraldApiProps;

  constructor(scope: Construct, id: string, props: HeraldApiProps) {
    super(scope, id);
    this.props = props;
    const { config } = props;
    const { stage, requestThrottling } = config;
    this.api = new RestApi(this, "RestApi", {
      restApiName: namesOf(stage).api,
      endpointTypes: [EndpointType.REGIONAL],
      // The console's page is a third of its size then, and so are lists.
      minCompressionSize: Size.kibibytes(2),
      cloudWatchRole: config.createApiLogRole,
      // The account's role outlives the stack: other APIs may use it.
      ...(config.createApiLogRole && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
      deployOptions: {
        stageName: stage,
        ...throttling(requestThrottling),
        tracingEnabled: config.tracing,
        methodOptions: openLimits(config, props.callbacks),
        accessLogDestination: new LogGroupLogDestination(this.makeAccessLog(stage)),
        accessLogFormat: AccessLogFormat.custom(accessLogFormat(config.authentication)),
      },
    });
    // The construct's own output has a name that nobody could guess; the stack's is ApiUrl.
    this.api.node.tryRemoveChild("Endpoint");
    addProblemResponses(this.api, config.authentication);
    this.addWebAcl(config);
    this.keys = config.authentication === "api-key" ? addCallerKeys(this.api, config) : {};
    this.callers = Stack.of(this).toJsonString(this.makeCallers());
  }

  /** Adds the routes, each to its function. */
  serve(functions: ApiFunctions): void {
    const { config, callbacks } = this.props;
    for (const { path, method, access, ...route } of routesWith(config.authentication)) {
      const options = access === "open" ? openToAll : methodOptions[config.authentication];
      addRoute(this.api.root.resourceForPath(path), method, functions[route.function], options);
    }
    // Open to all: the function checks providers' signatures.
    for (const { path, method } of callbacks) {
      addRoute(this.api.root.resourceForPath(path), method, functions.receipts, openToAll);
    }
  }

  /**
   * Lets a principal use the routes of the scope `send`. This and its likes are for
   * `"authentication": "iam"`; each also lets it see who it is.
   */
  grantSend(grantee: IGrantable): Grant {
    return this.grant(grantee, "send");
  }

  /** Lets a principal look notifications up. */
  grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, "read");
  }

  /** Lets a principal retry and cancel. */
  grantChange(grantee: IGrantable): Grant {
    return this.grant(grantee, "change");
  }

  /** Lets a principal erase users; IAM cannot tell that from lifting a suppression. */
  grantErase(grantee: IGrantable): Grant {
    return this.grant(grantee, "erase");
  }

  /** Lets a principal see the status, and list and lift suppressions. */
  grantOperate(grantee: IGrantable): Grant {
    return this.grant(grantee, "operate");
  }

  /** @throws Error when callers prove who they are by API keys: a policy would change nothing. */
  private grant(grantee: IGrantable, scope: Scope): Grant {
    if (this.props.config.authentication !== "iam") {
      throw new Error('grants need "authentication": "iam"; callers with API keys have scopes');
    }
    return grantScope(this.api, grantee, scope);
  }

  private makeCallers(): Callers {
    const { config } = this.props;
    if (config.authentication === "iam") {
      this.warnOfUnused(config.callers);
      return "iam";
    }
    const entries = Object.entries(callersOf(config)).map(([name, { scopes }]) => {
      const keys = this.keys[name]?.map(({ keyId }) => keyId) ?? [];
      return [name, { scopes, ...(!isOnlyCaller(config) && { keys }) }];
    });
    return Object.fromEntries(entries);
  }

  private warnOfUnused(callers: DeploymentConfig["callers"]): void {
    if (callers !== undefined) {
      Annotations.of(this).addWarningV2(
        "herald:callersWithIam",
        "The callers of the configuration are for API keys: with IAM, what a caller may do is in its policy.",
      );
    }
  }

  private makeAccessLog(stage: string): LogGroup {
    return new LogGroup(this, "AccessLog", {
      logGroupName: namesOf(stage).accessLog,
      retention: RetentionDays.ONE_MONTH,
      // A log that outlived its stack would keep the next one from being made: the name is taken.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private addWebAcl({ webAclArn }: DeploymentConfig): void {
    if (webAclArn !== undefined) {
      const resourceArn = this.api.deploymentStage.stageArn;
      new CfnWebACLAssociation(this, "WebAcl", { resourceArn, webAclArn });
    }
  }
}

const methodOptions: Record<DeploymentConfig["authentication"], MethodOptions> = {
  "api-key": { apiKeyRequired: true },
  iam: { authorizationType: AuthorizationType.IAM },
};

/** Without a key: a browser that opens a page sends none, nor does a provider that calls back. */
const openToAll: MethodOptions = {
  apiKeyRequired: false,
  authorizationType: AuthorizationType.NONE,
};

function addRoute(
  resource: IResource,
  method: string,
  handler: IFunction,
  options: MethodOptions,
): void {
  resource.addMethod(method, new LambdaIntegration(handler, { allowTestInvoke: false }), options);
}

/**
 * Nothing personal of a user: the route and not the path, which holds the user's id; no query, no
 * address. Who called is named, so that what was changed can be traced to a caller.
 */
function accessLogFormat(authentication: Authentication): string {
  return JSON.stringify({
    requestId: "$context.requestId",
    requestTime: "$context.requestTime",
    method: "$context.httpMethod",
    route: "$context.resourcePath",
    status: "$context.status",
    responseType: "$context.error.responseType",
    apiKeyId: "$context.identity.apiKeyId",
    ...(authentication === "iam" && { userArn: "$context.identity.userArn" }),
    responseBytes: "$context.responseLength",
    responseMs: "$context.responseLatency",
    functionMs: "$context.integrationLatency",
  });
}
