import { Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { describe, expect, test } from "vitest";
import { apiOperations } from "../../lambdas/api/operations.ts";
import { scopes } from "../../lambdas/core/caller.ts";
import type { DeploymentConfig } from "../../lib/deployment-config.ts";
import { deploymentConfigSchema } from "../../lib/deployment-config.ts";
import {
  functionsOf,
  makeStack,
  resourcesOf,
  shippedConfig,
  templateOf,
  written,
} from "./synthesize.ts";

const production = shippedConfig("production");
const { callers: shipped, ...withoutCallers } = production;

/** The plans of the README's four callers, in a stage. */
const plansOfFour = (stage: string) => ({
  [`herald-${stage}-orders`]: {
    keys: [`herald-${stage}-orders`],
    Quota: { Limit: 200_000, Period: "DAY" },
  },
  [`herald-${stage}-support`]: { keys: [`herald-${stage}-support`] },
  [`herald-${stage}-privacy`]: { keys: [`herald-${stage}-privacy`] },
  [`herald-${stage}-ops`]: { keys: [`herald-${stage}-ops`] },
});

function withCallers(callers: unknown): DeploymentConfig {
  return deploymentConfigSchema.parse({ ...production, callers });
}

/** Each caller's keys, and the limits of their plan, by the names in the template. */
function plansOf(template: Template) {
  const keys = template.findResources("AWS::ApiGateway::ApiKey");
  const ties = resourcesOf(template, "AWS::ApiGateway::UsagePlanKey");
  const plans = Object.entries(template.findResources("AWS::ApiGateway::UsagePlan"));
  return Object.fromEntries(
    plans.map(([id, { Properties }]) => {
      const its = ties
        .filter((tie) => tie.Properties.UsagePlanId.Ref === id)
        .map((tie) => keys[tie.Properties.KeyId.Ref]?.["Properties"].Name);
      const { UsagePlanName, Quota, Throttle, ApiStages } = Properties ?? {};
      expect(ApiStages).toHaveLength(1);
      return [UsagePlanName, { keys: its, Quota, Throttle }];
    }),
  );
}

/** The callers as each function that serves them is told. */
function toldTo(template: Template, stage: string): unknown[] {
  const functions = functionsOf(template, stage);
  return ["intake", "tracking", "operations"].map((name) =>
    JSON.parse(written(functions.get(name)?.Properties.Environment.Variables.CALLERS)),
  );
}

describe("a stage with callers", () => {
  const template = templateOf(
    withCallers({
      orders: { scopes: ["send"], requestsPerDay: 200_000, ratePerSecond: 50, burst: 100 },
      support: { scopes: ["read", "change"], keys: ["2026", "2027"] },
    }),
  );

  test("gives each a usage plan and its keys", () => {
    expect(plansOf(template)).toEqual({
      "herald-production-orders": {
        keys: ["herald-production-orders"],
        Quota: { Limit: 200_000, Period: "DAY" },
        Throttle: { RateLimit: 50, BurstLimit: 100 },
      },
      "herald-production-support": {
        keys: ["herald-production-support-2026", "herald-production-support-2027"],
      },
    });
  });

  test("tells the functions each caller's scopes and the ids of its keys, and nobody else", () => {
    const ids = Object.entries(template.findResources("AWS::ApiGateway::ApiKey"));
    const idOf = (name: string) =>
      `<${ids.find(([, key]) => key["Properties"].Name === name)?.[0]}>`;
    const told = {
      orders: { scopes: ["send"], keys: [idOf("herald-production-orders")] },
      support: {
        scopes: ["read", "change"],
        keys: [idOf("herald-production-support-2026"), idOf("herald-production-support-2027")],
      },
    };
    expect(toldTo(template, "production")).toEqual([told, told, told]);
    const knowing = [...functionsOf(template, "production")].filter(
      ([, { Properties }]) => "CALLERS" in Properties.Environment.Variables,
    );
    expect(knowing.map(([name]) => name).toSorted()).toEqual(["intake", "operations", "tracking"]);
  });

  test("puts their ids out, and has no key that may do everything", () => {
    const { ApiKeyIds } = template.findOutputs("*") as Record<string, { Value: unknown }>;
    const ids = JSON.parse(written(ApiKeyIds?.Value));
    expect(
      Object.fromEntries(Object.entries<string[]>(ids).map(([n, k]) => [n, k.length])),
    ).toEqual({
      orders: 1,
      support: 2,
    });
    expect(template.findOutputs("ApiKeyId")).toEqual({});
  });
});

describe("the key of a stage without callers", () => {
  const keyOf = (config: DeploymentConfig) =>
    Object.entries(templateOf(config).findResources("AWS::ApiGateway::ApiKey"))
      .filter(([, { Properties }]) => Properties["Name"] === "herald-production")
      .map(([id]) => id);
  // A key in another place is another resource, and gets another value.
  const today = ["ApiRestApiApiKey9EAA04CC"];

  test("stays where it was", () => {
    const template = templateOf(withoutCallers);
    expect(keyOf(withoutCallers)).toEqual(today);
    expect(toldTo(template, "production")[0]).toEqual({ default: { scopes: [...scopes] } });
    expect(plansOf(template)).toEqual({ "herald-production": { keys: ["herald-production"] } });
    expect(template.findOutputs("ApiKeyId")).toEqual({
      ApiKeyId: { Value: { Ref: today[0] } },
    });
    expect(template.findOutputs("ApiKeyIds")).toEqual({});
  });

  test("and when others come, and a second one beside it", () => {
    const all = { scopes: [...scopes] };
    expect(keyOf(withCallers({ default: all, ops: { scopes: ["operate"] } }))).toEqual(today);
    expect(keyOf(withCallers({ default: { ...all, keys: ["1", "2"] } }))).toEqual(today);
  });
});

test.each(["sandbox", "production"])("%s has the README's four callers", (stage) => {
  expect(plansOf(templateOf(shippedConfig(stage)))).toEqual(plansOfFour(stage));
  expect(shippedConfig(stage).callers).toEqual(shipped);
});

test("the local stage has them, and one that may do everything", () => {
  const local = shippedConfig("local");
  const plans = { ...plansOfFour("local"), "herald-local": { keys: ["herald-local"] } };
  expect(plansOf(templateOf(local))).toEqual(plans);
  const { default: all, ...others } = local.callers ?? {};
  expect([others, all?.scopes]).toEqual([shipped, scopes]);
});

test("twenty callers with two keys each fit into the functions' variables", () => {
  const callers = Array.from({ length: 20 }, (_, index) => [
    `caller-${index}`,
    { scopes: ["send", "read"], keys: ["1", "2"] },
  ]);
  const { app } = makeStack(withCallers(Object.fromEntries(callers)));
  expect(() => app.synth()).not.toThrow();
});

describe("grants", () => {
  const methods = {
    send: "grantSend",
    read: "grantRead",
    change: "grantChange",
    erase: "grantErase",
    operate: "grantOperate",
  } as const;

  const { app, stack } = makeStack({ ...production, authentication: "iam" });
  const other = new Stack(app, "Other", { env: { region: production.region } });
  const roles = scopes.map((scope) => {
    const role = new Role(other, scope, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    stack.herald[methods[scope]](role);
    return [scope, stack.resolve(role.roleName)] as const;
  });
  const policies = resourcesOf(Template.fromStack(other), "AWS::IAM::Policy");

  /** What the policy of a role in another stack allows once a scope is granted to it. */
  function granted(scope: (typeof scopes)[number]): readonly string[] {
    const name = new Map(roles).get(scope);
    const policy = policies.find(({ Properties }) => Properties.Roles[0].Ref === name.Ref);
    const statements = policy?.Properties.PolicyDocument.Statement ?? [];
    expect(statements).toMatchObject([{ Effect: "Allow", Action: "execute-api:Invoke" }]);
    return [statements[0].Resource].flat().map((arn) => JSON.stringify(arn));
  }

  /** Whether IAM takes a route for one that a resource names: its `*` stands for slashes too. */
  function allows(resources: readonly string[], method: string, path: string): boolean {
    const asked = `/${method}${path.replaceAll(/\{[^}]+\}/g, "x")}`;
    return resources.some((resource) => {
      const pattern = /\/(?:GET|POST|PUT|DELETE)\/[^"]*/.exec(resource)?.[0] ?? "";
      return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(asked);
    });
  }

  test.each(scopes)("of %s allow its routes, and the caller's own, and no other", (scope) => {
    const resources = granted(scope);
    const allowed = apiOperations.filter(({ method, path }) => allows(resources, method, path));
    const expected = apiOperations.filter(
      // IAM cannot tell the path of an erasure from one below it.
      ({ id, access }) =>
        access === scope || access === "any" || (scope === "erase" && id === "liftSuppression"),
    );
    expect(allowed.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  });

  test("are for IAM: with API keys a policy would change nothing", () => {
    const withKeys = makeStack(production).stack;
    const role = Role.fromRoleName(withKeys, "Role", "orders");
    expect(() => withKeys.herald.grantSend(role)).toThrow('grants need "authentication": "iam"');
  });
});

test("with IAM the access log names the principal, and the functions know no key", () => {
  const template = templateOf({ ...production, authentication: "iam" });
  const [stage] = resourcesOf(template, "AWS::ApiGateway::Stage");
  const format = JSON.parse(stage?.Properties.AccessLogSetting.Format);
  expect(format.userArn).toBe("$context.identity.userArn");
  expect(toldTo(template, "production")).toEqual(["iam", "iam", "iam"]);
});

test.each([
  ["api-key", production, 0],
  ["iam", production, 1],
  ["iam", withoutCallers, 0],
] as const)("that callers are for API keys is said: with %s, case %$", (by, config, count) => {
  const { stack } = makeStack({ ...config, authentication: by });
  const said = Match.stringLikeRegexp("^The callers of the configuration are for API keys");
  expect(Annotations.fromStack(stack).findWarning("*", said)).toHaveLength(count);
});
