import { App, Stack } from "aws-cdk-lib";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, test } from "vitest";
import type { DeploymentConfig } from "../../lib/deployment-config.ts";
import { environmentBytes } from "../../lib/environment-size.ts";
import { makeStack, shippedConfig } from "./synthesize.ts";

const config = shippedConfig("production");
const { sms } = config.channels;
const { mix } = shippedConfig("local").channels;

describe("a stage is refused when it is synthesized, if", () => {
  test.each<[functions: string, what: string, changed: Partial<DeploymentConfig>]>([
    ["operations", "15 channels are too many", channelsLike(mix, 15)],
    ["intake", "20 channels are too many", channelsLike(mix, 20)],
    [
      "channel-sms",
      "a channel has very many delays",
      {
        channels: {
          ...config.channels,
          sms: {
            ...sms,
            allowedProviders: ["twilio", "sms-voice", "sendgrid", "messenger", "always-fail"],
            retryDelaysSeconds: Array.from({ length: 879 }, () => 100),
          } as never,
        },
      },
    ],
  ])("%s: %s", (name, _, changed) => {
    const { app } = makeStack({ ...config, ...changed });
    expect(() => app.synth()).toThrow(
      new RegExp(`the variables of herald-production-${name} take \\d{4} bytes, of at most 4096: `),
    );
  });
});

test("the shipped stages are not", () => {
  for (const stage of ["local", "sandbox", "production"]) {
    expect(() => makeStack(shippedConfig(stage)).app.synth()).not.toThrow();
  }
});

test("a function's variables are counted as the JSON that they are sent as", () => {
  const region = "eu-west-1";
  const stack = new Stack(new App(), "Stack", { env: { region } });
  const queue = new Queue(stack, "Queue", { queueName: "herald-sandbox-sms" });
  const lambdaFunction = new LambdaFunction(stack, "Function", {
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: Code.fromInline("// Not run."),
    environment: {
      PLAIN: "ü",
      LIST: JSON.stringify(["a", "b"]),
      CHANNELS: stack.toJsonString({ sms: queue.queueUrl }),
    },
  });
  const url = `https://sqs.${region}.amazonaws.com.cn/123456789012/herald-sandbox-sms`;
  const sent = String.raw`{"PLAIN":"ü","LIST":"[\"a\",\"b\"]","CHANNELS":"{\"sms\":\"${url}\"}"}`;
  expect(environmentBytes(lambdaFunction)).toBe(Buffer.byteLength(sent));
});

function channelsLike(channel: unknown, count: number): Partial<DeploymentConfig> {
  const enabledChannels = Array.from({ length: count }, (_, index) => `channel-${index}`);
  const channels = Object.fromEntries(enabledChannels.map((name) => [name, channel]));
  return { channels: channels as DeploymentConfig["channels"], enabledChannels, limits: {} };
}
