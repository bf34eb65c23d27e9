import { describe, expect, test } from "vitest";
import { functionLogGroup } from "../../lib/names.ts";
import { functionsOf, resourcesOf, shippedConfig, templateOf, written } from "./synthesize.ts";

const sandbox = shippedConfig("sandbox");
const production = shippedConfig("production");

describe("X-Ray", () => {
  const xRay = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];

  test("is off unless the configuration has it on", () => {
    const text = JSON.stringify(templateOf(sandbox).toJSON());
    expect(text).not.toContain("TracingConfig");
    expect(text).not.toContain("xray:");
    expect(text).not.toContain('"TracingEnabled":true');
  });

  test("is sent the segments of the API and of every function", () => {
    const template = templateOf({ ...sandbox, tracing: true });
    const functions = resourcesOf(template, "AWS::Lambda::Function");
    expect(functions.map(({ Properties }) => Properties.TracingConfig)).toEqual(
      functions.map(() => ({ Mode: "Active" })),
    );
    const [stage] = resourcesOf(template, "AWS::ApiGateway::Stage");
    expect(stage?.Properties.TracingEnabled).toBe(true);
    const statements = resourcesOf(template, "AWS::IAM::Role").flatMap(
      ({ Properties: { Policies = [] } }) =>
        Policies.flatMap(
          // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no types.
          ({ PolicyDocument }: any) => PolicyDocument.Statement,
        ),
    );
    const permitting = statements.filter(({ Action }) => String(Action).includes("xray:"));
    expect(permitting).toEqual(
      functions.map(() => ({ Action: xRay, Effect: "Allow", Resource: "*" })),
    );
  });
});

describe("queries of the logs", () => {
  test("look through those of every function", () => {
    const template = templateOf(sandbox);
    const groups = resourcesOf(template, "AWS::Lambda::Function").map(({ Properties }) =>
      functionLogGroup(written(Properties.FunctionName)),
    );
    const queries = resourcesOf(template, "AWS::Logs::QueryDefinition");
    expect(queries.length).toBeGreaterThan(0);
    for (const { Properties } of queries) {
      expect(Properties.Name).toMatch(/^herald-sandbox\/[A-Z]/);
      expect(Properties.LogGroupNames.toSorted()).toEqual(groups.toSorted());
    }
  });

  test("are none on the emulator, which does not know them", () => {
    const local = templateOf(shippedConfig("local"));
    expect(resourcesOf(local, "AWS::Logs::QueryDefinition")).toEqual([]);
  });
});

describe("a dashboard", () => {
  test("is in a stage whose configuration asks for one", () => {
    expect(resourcesOf(templateOf(sandbox), "AWS::CloudWatch::Dashboard")).toEqual([]);
    const [dashboard] = resourcesOf(templateOf(production), "AWS::CloudWatch::Dashboard");
    expect(dashboard?.Properties.DashboardName).toBe("herald-production");
  });

  test("shows every channel and every function", () => {
    const template = templateOf(production);
    const [dashboard] = resourcesOf(template, "AWS::CloudWatch::Dashboard");
    const { widgets } = JSON.parse(written(dashboard?.Properties.DashboardBody));
    const titled = (title: string) =>
      JSON.stringify(
        widgets.find(
          ({ properties }: { properties: { title: string } }) => properties.title === title,
        ),
      );
    for (const channel of Object.keys(production.channels)) {
      expect(titled("Dead letters")).toContain(`"label":"${channel}"`);
    }
    const shown = titled("Functions that failed").match(/"label":/g) ?? [];
    // All but the one that runs in deployments only.
    expect(shown).toHaveLength(functionsOf(template, "production").size - 1);
  });
});
