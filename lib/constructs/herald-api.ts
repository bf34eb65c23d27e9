import { RemovalPolicy, Size } from "aws-cdk-lib";
import type { IApiKey, MethodOptions, ResourceBase } from "aws-cdk-lib/aws-apigateway";
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
import { Construct } from "constructs";
import type { ProviderCallbackRoute } from "../../lambdas/providers/callback-routes.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { addProblemResponses } from "./problem-responses.ts";

/** What the API is made of. */
export interface HeraldApiProps {
  readonly config: DeploymentConfig;
  /** Takes `POST /v1/notifications`. */
  readonly intake: IFunction;
  /** Takes the look-ups of a user's notifications. */
  readonly tracking: IFunction;
  /** Retries, cancels and erases, and tells the status. */
  readonly operations: IFunction;
  /** Takes providers' callbacks. */
  readonly receipts: IFunction;
  /** Where providers call back. */
  readonly callbacks: readonly ProviderCallbackRoute[];
  /** Serves the API's description. */
  readonly documentation: IFunction;
  /** Serves the console's page; none with IAM authentication, as a page cannot sign. */
  readonly console?: IFunction;
}

/**
 * The REST API, in a stage named like Herald's own.
 *
 * Bodies may take 10 MB and answers 29 s:
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
    const limits = {
      throttlingRateLimit: requestThrottling.ratePerSecond,
      throttlingBurstLimit: requestThrottling.burst,
    };
    this.api = new RestApi(this, "RestApi", {
      restApiName: namesOf(stage).api,
      endpointTypes: [EndpointType.REGIONAL],
      // The console's page is a third of its size then, and so are lists.
      minCompressionSize: Size.kibibytes(2),
      // Access logs need the account's API Gateway role. It outlives the stack: other APIs may use it.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: stage,
        ...limits,
        accessLogDestination: new LogGroupLogDestination(this.makeAccessLog(stage)),
        accessLogFormat: AccessLogFormat.custom(accessLogFormat),
      },
    });
    // The construct's own output has a name that nobody could guess; the stack's is ApiUrl.
    this.api.node.tryRemoveChild("Endpoint");
    addProblemResponses(this.api, config.authentication);
    this.addRoutes(props, methodOptions[config.authentication]);
    this.addCallbacks(props);
    this.addPages(props);
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

  private addRoutes(
    { intake, tracking, operations }: HeraldApiProps,
    options: MethodOptions,
  ): void {
    const v1 = this.api.root.addResource("v1");
    addRoute(v1.addResource("notifications"), "POST", intake, options);
    addRoute(v1.addResource("status"), "GET", operations, options);
    const user = v1.addResource("users").addResource("{userId}");
    addRoute(user, "DELETE", operations, options);
    const suppressions = user.addResource("suppressions");
    addRoute(suppressions, "GET", operations, options);
    addRoute(suppressions.addResource("{hash}"), "DELETE", operations, options);
    const notifications = user.addResource("notifications");
    addRoute(notifications, "GET", tracking, options);
    const notification = notifications.addResource("{notificationId}");
    addRoute(notification, "GET", tracking, options);
    addRoute(notification.addResource("cancel"), "POST", operations, options);
    const delivery = notification.addResource("deliveries").addResource("{channel}");
    addRoute(delivery.addResource("retry"), "POST", operations, options);
  }

  /** Open to all: the function checks providers' signatures. */
  private addCallbacks({ receipts, callbacks }: HeraldApiProps): void {
    for (const { path, method } of callbacks) {
      addRoute(this.api.root.resourceForPath(path), method, receipts, openToAll);
    }
  }

  /** What anybody may read: it says nothing of this deployment but its address. */
  private addPages({ documentation, console }: HeraldApiProps): void {
    for (const page of ["openapi.json", "openapi.yaml", "docs"]) {
      addRoute(this.api.root.addResource(page), "GET", documentation, openToAll);
    }
    if (console === undefined) {
      return;
    }
    const page = this.api.root.addResource("console");
    addRoute(page, "GET", console, openToAll);
    addRoute(page.addResource("{asset+}"), "GET", console, openToAll);
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
  resource: ResourceBase,
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
