import { realpath } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Bundle } from "../../bench/bundles.ts";
import { bundleBareClients, bundleFunction, bytesOf } from "../../bench/bundles.ts";
import { filesEvaluated } from "../../bench/evaluated-files.ts";
import {
  channelVariables,
  intakeVariables,
  operationsVariables,
  pagesVariables,
  receiptsVariables,
  trackingVariables,
} from "../../bench/function-variables.ts";
import type { ProviderId } from "../../lambdas/providers/registry.ts";
import { providerIds, providerRegistry } from "../../lambdas/providers/registry.ts";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import { apiEvent } from "../support/api-event.ts";
import { startFakeAws } from "../support/fake-aws.ts";

const functions = ["intake", "channel", "tracking", "operations", "receipts", "pages"] as const;

/** The packages that providers bring with them; those that are not named bring none. */
const packagesOf: Partial<Record<ProviderId, readonly string[]>> = {
  ses: ["@aws-sdk/client-ses"],
  "sms-voice": ["@aws-sdk/client-pinpoint-sms-voice-v2"],
  smtp: ["nodemailer"],
  sns: ["@aws-sdk/client-sns"],
  twilio: ["twilio"],
  webhook: ["ipaddr.js"],
};

let folder: string;
let bundles: Record<(typeof functions)[number], Bundle>;

beforeAll(async () => {
  // Node names the files that it loads by their real paths.
  folder = await realpath(await makeRunFolder("bundles"));
  const bundle = (name: string) => bundleFunction(name, resolve(folder, name));
  bundles = {
    intake: bundle("intake"),
    channel: bundle("channel"),
    tracking: bundle("tracking"),
    operations: bundle("operations"),
    receipts: bundle("receipts"),
    pages: bundle("pages"),
  };
});

afterAll(() => removeFolder(folder));

test.each([
  ["intake", intakeVariables],
  ["channel", channelVariables(providerIds)],
  ["operations", operationsVariables],
  ["tracking", trackingVariables],
  ["receipts", receiptsVariables],
] as const)(
  "what %s evaluates is at most 1.25 times a bundle of the bare clients it uses",
  async (name, variables) => {
    const bare = bundleBareClients(name, resolve(folder, `bare-${name}`));
    const evaluated = await filesEvaluated(bundles[name], variables);
    expect(bytesOf(bundles[name], evaluated) / bytesOf(bare)).toBeLessThanOrEqual(1.25);
  },
);

test("intake evaluates no numbering plans before the first phone number", async () => {
  const isPlan = (source: string) => source.includes("node_modules/libphonenumber-js/");
  const files = await filesEvaluated(bundles.intake, intakeVariables);
  expect(sourcesOf(bundles.intake).some(isPlan)).toBe(true);
  expect(sourcesOf(bundles.intake, files).some(isPlan)).toBe(false);
});

test("pages evaluates no client of AWS before the first click in a mail", async () => {
  const isClient = (source: string) => source.includes("node_modules/@aws-sdk/client-");
  const files = await filesEvaluated(bundles.pages, pagesVariables);
  expect(sourcesOf(bundles.pages).some(isClient)).toBe(true);
  expect(sourcesOf(bundles.pages, files).some(isClient)).toBe(false);
});

/** What some calls need and most do not. */
const forRichContent = ["@aws-sdk/client-s3", "liquidjs", "ajv", "html-to-text"];

test("a plain call evaluates nothing that files, templates and HTML need", async () => {
  const aws = await startFakeAws();
  const channel = { queueUrl: `${aws.url}/0/email`, addresses: { ses: "email" } };
  const variables = {
    ...intakeVariables,
    AWS_ENDPOINT_URL: aws.url,
    CHANNELS: JSON.stringify({ email: channel }),
    DEFAULT_ENABLED_CHANNELS: '["email"]',
    POWERTOOLS_LOG_LEVEL: "SILENT",
    POWERTOOLS_METRICS_DISABLED: "true",
  };
  const body = { userId: "u-42", message: "Hello", email: "ann@example.com" };
  const event = apiEvent({ body, headers: { "content-type": "application/json" } });
  const files = await filesEvaluated(bundles.intake, variables, event);
  await aws.close();

  expect(aws.inputsOf("SQS.SendMessage")).toHaveLength(1);
  expect(packagesIn(forRichContent, sourcesOf(bundles.intake))).toEqual(forRichContent);
  expect(packagesIn(forRichContent, sourcesOf(bundles.intake, files))).toEqual([]);
});

test("receipts evaluates of all providers' packages only Twilio's check of signatures", async () => {
  const files = await filesEvaluated(bundles.receipts, receiptsVariables);
  const sources = sourcesOf(bundles.receipts, files);
  expect(providersIn(sources)).toEqual([]);
  const ofTwilio = sources.filter((source) => /node_modules\/twilio\//.test(source));
  expect(ofTwilio).toEqual([expect.stringMatching(/twilio\/lib\/webhooks\/webhooks\.js$/)]);
});

test.each([
  ["tracking", trackingVariables],
  ["operations", operationsVariables],
] as const)("%s evaluates no provider's words before there is a code", async (name, variables) => {
  const isOfProvider = (source: string) => /lambdas\/providers\/[^/]+\/\w+\.ts$/.test(source);
  const files = await filesEvaluated(bundles[name], variables);
  expect(sourcesOf(bundles[name]).some(isOfProvider)).toBe(true);
  expect(sourcesOf(bundles[name], files).some(isOfProvider)).toBe(false);
});

test.each(["intake", "tracking", "operations"] as const)("%s has no provider in it", (name) => {
  const sources = sourcesOf(bundles[name]);
  expect(providersIn(sources)).toEqual([]);
  expect(providerPackagesIn(sources)).toEqual([]);
});

test.each(Object.keys(providerRegistry) as ProviderId[])(
  "a channel that may use %s evaluates no other provider",
  async (provider) => {
    const sources = sourcesOf(
      bundles.channel,
      await filesEvaluated(bundles.channel, channelVariables([provider])),
    );
    expect(providersIn(sources)).toEqual([provider]);
    expect(providerPackagesIn(sources)).toEqual(packagesOf[provider] ?? []);
  },
);

function sourcesOf(bundle: Bundle, files: Iterable<string> = bundle.files.keys()): string[] {
  return [...files].flatMap((file) => bundle.files.get(file)?.sources ?? []);
}

function providersIn(sources: readonly string[]): string[] {
  const senders = sources.filter((source) => /lambdas\/providers\/[^/]+\/send\.ts$/.test(source));
  return senders.map((source) => basename(dirname(source)));
}

function providerPackagesIn(sources: readonly string[]): string[] {
  return packagesIn(Object.values(packagesOf).flat(), sources);
}

/** Those of some packages that have a file among these. */
function packagesIn(names: readonly string[], sources: readonly string[]): string[] {
  return names.filter((name) => sources.some((source) => source.includes(`node_modules/${name}/`)));
}
