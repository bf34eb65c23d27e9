import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { TestStage } from "./test-stage.ts";
import { becomeFunction } from "./test-stage.ts";

/** A channel of a stage. */
export interface ChannelOfStage {
  readonly channel: string;
  /** Ids of the providers that it may use. */
  readonly providers: readonly string[];
  readonly cacheSeconds?: number;
  /** Needed by a channel that sends mail with files. */
  readonly contentBucket?: string;
}

/** Handles one batch of a channel's queue. */
export type HandleBatch = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * Makes this process the function of a stage's channel. Where modules were evaluated before, it is the
 * function that they were evaluated for: a new one needs `vi.resetModules()`.
 *
 * @param endpoint where the function finds AWS: the emulator's, or that of a proxy before it.
 */
export async function startChannelFunction(
  { table, healthTable, parameterPrefix, queueUrls }: TestStage,
  endpoint: string,
  { channel, providers, cacheSeconds = 30, contentBucket }: ChannelOfStage,
): Promise<HandleBatch> {
  const { pathname } = new URL(queueUrls[channel] ?? "");
  becomeFunction(endpoint, {
    CHANNEL: channel,
    QUEUE_URL: new URL(pathname, endpoint).href,
    NOTIFICATIONS_TABLE: table.tableName,
    ...(contentBucket !== undefined && { CONTENT_BUCKET: contentBucket }),
    PARAMETER_PREFIX: parameterPrefix,
    ALLOWED_PROVIDERS: JSON.stringify(providers),
    RETRY_DELAYS_SECONDS: "[1,2]",
    AFTER_UNKNOWN: "resend",
    PROVIDER_HEALTH_TABLE: healthTable.tableName,
    HEALTH_POLICY: '{"failuresToOpen":3,"openSeconds":30,"longestOpenSeconds":600}',
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: String(cacheSeconds),
  });
  const { handler } = await import("../../lambdas/functions/channel/handler.ts");
  return handler;
}
