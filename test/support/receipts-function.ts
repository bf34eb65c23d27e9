import { vi } from "vitest";
import type { FakeAws } from "./fake-aws.ts";
import { startFakeAws } from "./fake-aws.ts";
import type { RecordedOutput } from "./recorded-output.ts";
import { recordOutput } from "./recorded-output.ts";
import { becomeFunction } from "./test-stage.ts";

const parameterPrefix = "/herald/test";

/** What Messenger signs its callbacks with. */
export const appSecret = "app-secret";

/** What Messenger verifies the webhook with. */
export const verifyToken = "verify-me";

const parameters = {
  "providers/messenger": JSON.stringify({ appSecret, verifyToken }),
  "public-url": "https://notify.example.com",
};

/** The receipts function of a stage, in this process. */
export interface ReceiptsFunction {
  readonly aws: FakeAws;
  /** The queue that callbacks are put into, and that receipts come from. */
  readonly queueUrl: string;
  readonly output: RecordedOutput;
  /** Its handler as it is after a cold start: it never read a parameter. */
  start(): Promise<typeof import("../../lambdas/functions/receipts/handler.ts").handler>;
  stop(): Promise<void>;
}

/** Messenger and SendGrid call it back; SES puts its events into its queue. */
export async function prepareReceiptsFunction(): Promise<ReceiptsFunction> {
  const aws = await startFakeAws();
  const queueUrl = `${aws.url}/0/receipts`;
  const output = recordOutput();
  becomeFunction(aws.url, {
    QUEUE_URL: queueUrl,
    NOTIFICATIONS_TABLE: "Notifications",
    PARAMETER_PREFIX: parameterPrefix,
    CALLBACK_PROVIDERS: '["messenger","sendgrid"]',
    EVENT_PROVIDERS: '["ses"]',
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: "0",
  });
  return {
    aws,
    queueUrl,
    output,
    async start() {
      aws.reset();
      output.clear();
      aws.respond("SSM.GetParameters", () => ({
        Parameters: Object.entries(parameters).map(([name, Value]) => ({
          Name: `${parameterPrefix}/${name}`,
          Value,
        })),
      }));
      vi.resetModules();
      return (await import("../../lambdas/functions/receipts/handler.ts")).handler;
    },
    async stop() {
      await aws.close();
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    },
  };
}
