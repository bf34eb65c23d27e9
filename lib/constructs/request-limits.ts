import type { MethodDeploymentOptions } from "aws-cdk-lib/aws-apigateway";
import { routesWith } from "../../lambdas/api/routes.ts";
import type { ProviderCallbackRoute } from "../../lambdas/providers/callback-routes.ts";
import { unsubscribePath } from "../../lambdas/runtime/unsubscribe-path.ts";
import type { DeploymentConfig } from "../deployment-config.ts";

/** Requests that API Gateway takes of one method: a second, and at once. */
type Limits = DeploymentConfig["requestThrottling"];

/** What a browser needs for a page and its files, and people for a look at the documents. */
const pageLimits: Limits = { ratePerSecond: 10, burst: 50 };

/** A campaign's readers click at once, and so do the scanners that look at its mails before them. */
const linkLimits: Limits = { ratePerSecond: 50, burst: 500 };

/** A provider verifies a webhook when somebody sets it up. */
const verificationLimits: Limits = { ratePerSecond: 1, burst: 5 };

/** Providers send up to three receipts for a message, and not all of them repeat what got a 429. */
const receiptsPerMessage = 3;

/** What callbacks may come to in any stage: providers catch up in bursts. */
const minCallbackLimits: Limits = { ratePerSecond: 500, burst: 1_000 };

/**
 * The limits of what needs no key, by `<path>/<method>`, as the stage of an API takes them. API Gateway
 * counts each method by itself; those that are not here have the stage's limits.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function openLimits(
  { authentication, requestThrottling }: DeploymentConfig,
  callbacks: readonly ProviderCallbackRoute[],
): Record<string, MethodDeploymentOptions> {
  const pages = routesWith(authentication).filter(({ access }) => access === "open");
  const callback: Limits = {
    ratePerSecond: Math.max(
      minCallbackLimits.ratePerSecond,
      receiptsPerMessage * requestThrottling.ratePerSecond,
    ),
    burst: Math.max(minCallbackLimits.burst, receiptsPerMessage * requestThrottling.burst),
  };
  return Object.fromEntries([
    ...pages.map(({ path, method }) => [
      `${path}/${method}`,
      throttling(path === unsubscribePath ? linkLimits : pageLimits),
    ]),
    ...callbacks.map(({ path, method }) => [
      `${path}/${method}`,
      throttling(method === "GET" ? verificationLimits : callback),
    ]),
  ]);
}

/** Limits in the CDK's words. */
export function throttling({ ratePerSecond, burst }: Limits): MethodDeploymentOptions {
  return { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst };
}
