import { describe, expect, test } from "vitest";
import { functionsOf, resourcesOf, shippedConfig, templateOf } from "./synthesize.ts";

const config = shippedConfig("production");
const template = templateOf(config);
const resources: Record<string, { Type: string; DependsOn?: string | string[] }> =
  template.toJSON()["Resources"];
const [[checkId, check] = ["", undefined]] = Object.entries(
  template.findResources("Custom::HeraldChannels"),
);

/** What a resource has to wait for, by its own word. */
function dependenciesOf(id: string): readonly string[] {
  return [resources[id]?.DependsOn ?? []].flat();
}

function idOfParameter(name: string): string {
  const [id = ""] = Object.keys(
    template.findResources("AWS::SSM::Parameter", { Properties: { Name: name } }),
  );
  return id;
}

describe("the check of what a deployment removes", () => {
  test("knows the queues of every channel", () => {
    const channels = check?.["Properties"].Channels;
    expect(Object.keys(channels)).toEqual(Object.keys(config.channels));
    for (const [channel, { queueUrl, deadLetterUrl }] of Object.entries<{
      queueUrl: { Ref: string };
      deadLetterUrl: { Ref: string };
    }>(channels)) {
      const names = [queueUrl, deadLetterUrl].map(
        ({ Ref }) => template.toJSON()["Resources"][Ref].Properties.QueueName,
      );
      const queue = `herald-production-${channel}`;
      expect(names).toEqual([queue, `${queue}-dead-letter`]);
    }
  });

  test("is made by the function for it, which has three minutes to respond", () => {
    const { ServiceToken, ServiceTimeout } = check?.["Properties"] ?? {};
    const name = resources[ServiceToken["Fn::GetAtt"][0]];
    expect(name).toEqual(functionsOf(template, "production").get("deployment"));
    expect(ServiceTimeout).toBe("180");
  });

  test("comes after all that could fail and roll it back, and before enabled-channels", () => {
    const enabled = idOfParameter("/herald/production/enabled-channels");
    expect(dependenciesOf(enabled)).toEqual([checkId]);
    const its = /^ChannelRemovals/;
    const others = Object.keys(resources).filter((id) => !its.test(id) && id !== enabled);
    const outside = others.filter((id) => !dependenciesOf(checkId).includes(id));
    expect(outside).toEqual([]);
  });

  test("waits for a response of a function, and nothing else but the stage's secret and its bucket does", () => {
    const custom = Object.values(resources).filter(({ Type }) => Type.startsWith("Custom::"));
    expect(custom.map(({ Type }) => Type).toSorted()).toEqual([
      "Custom::HeraldBucket",
      "Custom::HeraldChannels",
      "Custom::HeraldSecret",
    ]);
    const queues = resourcesOf(template, "AWS::Lambda::EventSourceMapping");
    expect(queues).toHaveLength(Object.keys(config.channels).length + 1);
  });
});
