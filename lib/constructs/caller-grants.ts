import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { Route } from "../../lambdas/api/routes.ts";
import { routesWith } from "../../lambdas/api/routes.ts";
import type { Scope } from "../../lambdas/core/caller.ts";

/**
 * Lets a principal use the routes of a scope, by its own policy: for an API with IAM authentication.
 * An identifier in a route's path becomes IAM's `*`, which stands for slashes too: who may erase a
 * user, `DELETE /v1/users/*`, may therefore lift a user's suppressions as well.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export function grantScope(api: RestApi, grantee: IGrantable, scope: Scope): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: ["execute-api:Invoke"],
    resourceArns: routesOf(scope).map(({ method, path }) =>
      api.arnForExecuteApi(
        method,
        path.replaceAll(/\{[^}]+\}/g, "*"),
        api.deploymentStage.stageName,
      ),
    ),
  });
}

/** Those of the scope, and those that any caller may use. */
function routesOf(scope: Scope): readonly Route[] {
  return routesWith("iam").filter(({ access }) => access === scope || access === "any");
}
