import { RemovalPolicy, Size } from "aws-cdk-lib";
import type { IApiKey, IResource, MethodOptions } from "aws-cdk-lib/aws-apigateway";
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  RestApi,
} from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Route } from "../../lambdas/api/routes.ts";
import { routesWith } from "../../lambdas/api/routes.ts";
import type { ProviderCallbackRoute } from "../../lambdas/providers/callback-routes.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { addProblemResponses } from "./problem-responses.ts";
import { openLimits, throttling } from "./request-limits.ts";

/** What the API is made of. */
export interface HeraldApiProps {
  readonly config: DeploymentConfig;
  /** Those that the table of routes names, and the one that takes providers' callbacks. */
  readonly functions: Readonly<Record<Route["function"] | "receipts", IFunction>>;
  /** Where providers call back. */
  readonly callbacks: readonly ProviderCallbackRoute[];
}

/**
 * The REST API, in a stage named like Herald's own.
 *
 * Bodies may take 10 MB and responses 29 s:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export class HeraldApi extends Construct {
  readonly api: RestApi;
  /** The callers' key; none with IAM authentication. */
  readonly apiKey: IApiKey | undefined;

  constructor(scope: Construct, id: string, props: HeraldApiProps) {
    super(scope, id);
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
        methodOptions: openLimits(config, props.callbacks),
        accessLogDestination: new LogGroupLogDestination(this.makeAccessLog(stage)),
        accessLogFormat: AccessLogFormat.custom(accessLogFormat),
      },
    });
    // The construct's own output has a name that nobody could guess; the stack's is ApiUrl.
    this.api.node.tryRemoveChild("Endpoint");
    addProblemResponses(this.api, config.authentication);
    this.addRoutes(props);
    this.addCallbacks(props);
    this.addWebAcl(config);
    this.apiKey = config.authentication === "api-key" ? this.makeApiKey(stage) : undefined;
  }

  private makeAccessLog(stage: string): LogGroup {
    return new LogGroup(this, "AccessLog", {
      logGroupName: namesOf(stage).accessLog,
      retention: RetentionDays.ONE_MONTH,
      // A log that outlived its stack would keep the next one from being made: the name is taken.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private addRoutes({ config: { authentication }, functions }: HeraldApiProps): void {
    const options = { caller: methodOptions[authentication], open: openToAll };
    for (const route of routesWith(authentication)) {
      const resource = this.api.root.resourceForPath(route.path);
      addRoute(resource, route.method, functions[route.function], options[route.access]);
    }
  }

  /** Open to all: the function checks providers' signatures. */
  private addCallbacks({ functions, callbacks }: HeraldApiProps): void {
    for (const { path, method } of callbacks) {
      addRoute(this.api.root.resourceForPath(path), method, functions.receipts, openToAll);
    }
  }

  private addWebAcl({ webAclArn }: DeploymentConfig): void {
    if (webAclArn !== undefined) {
      const resourceArn = this.api.deploymentStage.stageArn;
      new CfnWebACLAssociation(this, "WebAcl", { resourceArn, webAclArn });
    }
  }

  private makeApiKey(stage: string): IApiKey {
    const key = this.api.addApiKey("ApiKey", { apiKeyName: namesOf(stage).apiKey });
    const plan = this.api.addUsagePlan("UsagePlan", { name: namesOf(stage).usagePlan });
    plan.addApiStage({ stage: this.api.deploymentStage });
    plan.addApiKey(key);
    return key;
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

/** Nothing personal: the route and not the path, which holds the user's id; no query, no address. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  status: "$context.status",
  responseType: "$context.error.responseType",
  apiKeyId: "$context.identity.apiKeyId",
  responseBytes: "$context.responseLength",
  responseMs: "$context.responseLatency",
  functionMs: "$context.integrationLatency",
});
