import { describe, expect, test } from "vitest";
import type { Resource } from "./synthesize.ts";
import { functionsOf, resourcesOf, shippedConfig, templateOf, written } from "./synthesize.ts";

const stage = "production";
const config = shippedConfig(stage);
const template = templateOf(config);
const functions = functionsOf(template, stage);
const [[secretId, secret] = ["", undefined]] = Object.entries(
  template.findResources("Custom::HeraldSecret"),
);

function variablesOf(resource: Resource | undefined): Record<string, unknown> {
  return resource?.Properties.Environment.Variables;
}

describe("the stage's secret", () => {
  test("is made by the function for deployments, which has three minutes to respond", () => {
    const { ServiceToken, ServiceTimeout, ...properties } = secret?.["Properties"] ?? {};
    const [makerId] = ServiceToken["Fn::GetAtt"];
    expect(template.toJSON()["Resources"][makerId]).toEqual(functions.get("deployment"));
    expect(ServiceTimeout).toBe("180");
    expect(properties).toEqual({});
  });

  test("is told to the functions that hash or seal users' ids, and to no other", () => {
    const told = [...functions]
      .filter(([, resource]) => "HERALD_SECRET" in variablesOf(resource))
      .map(([name]) => name);
    const channels = Object.keys(config.channels).map((channel) => `channel-${channel}`);
    const others = ["intake", "operations", "pages", "receipts", "receipts-queue"];
    expect(told.toSorted()).toEqual([...others, ...channels].toSorted());
    for (const name of told) {
      const { HERALD_SECRET: value } = variablesOf(functions.get(name));
      expect(value).toEqual({ "Fn::GetAtt": [secretId, "Secret"] });
    }
  });

  test("is in no output, and its parameter is none of the template's", () => {
    expect(JSON.stringify(template.findOutputs("*"))).not.toContain(secretId);
    const names = resourcesOf(template, "AWS::SSM::Parameter").map(
      ({ Properties }) => Properties.Name,
    );
    expect(names).not.toContain("/herald/production/secret");
    const { SECRET_PARAMETER } = variablesOf(functions.get("deployment"));
    expect(SECRET_PARAMETER).toBe("/herald/production/secret");
  });
});

describe("messages", () => {
  const writers = ["intake", "operations", "receipts", "receipts-queue"];
  const formsOf = (of: ReturnType<typeof functionsOf>) =>
    writers.map((name) => variablesOf(of.get(name))["USER_IDS"]);

  test("name users by sealed ids, or by ids where release 0.1 must read them", () => {
    expect(formsOf(functions)).toEqual(writers.map(() => "sealed"));
    const plain = functionsOf(templateOf({ ...config, plainUserIds: true }), stage);
    expect(formsOf(plain)).toEqual(writers.map(() => "plain"));
  });

  test("are written in a new form only when all can read it", () => {
    const channelFunctions = Object.entries(template.findResources("AWS::Lambda::Function"))
      .filter(([, { Properties }]) => /-channel-/.test(written(Properties["FunctionName"])))
      .map(([id]) => id);
    for (const name of ["intake", "operations"]) {
      const { DependsOn } = functions.get(name) as Resource & { DependsOn: string[] };
      expect(channelFunctions.filter((id) => !DependsOn.includes(id))).toEqual([]);
    }
  });
});
