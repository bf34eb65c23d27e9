import * as z from "zod";
import { maxNamesPerCall } from "../lambdas/adapters/ssm-parameters.ts";
import { providerOrders } from "../lambdas/core/channel.ts";
import { maxReceivesOf } from "../lambdas/core/receive.ts";
import { maxRetryDelaySeconds } from "../lambdas/core/retry-delay.ts";
import { settingsReadBy } from "../lambdas/settings/settings.ts";
import { distinct } from "./deployment-config-values.ts";

/**
 * SQS puts a message into its dead-letter queue after 1 to 1,000 receives, and a delivery's attempts
 * are a part of them.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
const maxRetryDelays = 1_000 - maxReceivesOf({ retryDelaysSeconds: [] });

/** The settings that a channel's function reads, whatever its providers. */
const settingsBesideProviders = settingsReadBy(
  "channel",
  {
    stage: "any",
    enabledChannels: [],
    responsesPerHour: 1,
    limits: {},
    channels: { any: { allowedProviders: [] } },
  },
  [],
);

/** One `GetParameters` call reads all that a channel's function needs. */
const maxAllowedProviders = maxNamesPerCall - settingsBesideProviders.length;

const providerList = distinct(z.array(z.string().min(1)).min(1).max(maxAllowedProviders));

/** One channel, as a stage is deployed with it. */
export const channelSchema = z
  .strictObject({
    /**
     * The first value of the SSM parameter `channels/<channel>/providers`: ids, tried in this order.
     * At most 8. The parameter may name accounts of these besides, as `twilio-otp`.
     */
    providers: providerList,
    /**
     * The ids that the SSM parameter may name later without a deploy: the function gets permission
     * for these and no others. The same as `providers` if left out. At
     * most 8, which one `GetParameters` call has room for.
     */
    allowedProviders: providerList.optional(),
    /**
     * Seconds to wait after each attempt that no provider accepted: 1 to 42,300 each. A delivery has
     * one attempt more than there are delays, at most 880.
     */
    retryDelaysSeconds: z
      .array(z.int().min(1).max(maxRetryDelaySeconds))
      .max(maxRetryDelays)
      .default([30, 120, 600, 1_800]),
    /** After an unknown outcome: on to the next provider, or the delivery's end. */
    afterUnknown: z.enum(["resend", "hold"]).default("resend"),
    /**
     * In which order a delivery tries the providers: as they are listed, or `weighted`, drawn for each
     * delivery by the weights in the SSM parameter, `{"twilio":80,"sms-voice":20}`; a list gives all the
     * same weight.
     */
    order: z.enum(providerOrders).default("listed"),
    /**
     * Whether text that is too long for a provider is cut, at the end of a character as its reader sees it;
     * otherwise a call is refused whose text is too long for all providers on the channel's list.
     */
    truncate: z.boolean().default(false),
    /**
     * How many of the channel's functions run at once: 2 to 1,000, the range of an SQS event source.
     *
     * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
     */
    maximumConcurrency: z.int().min(2).max(1000).default(10),
    /** How many messages one invocation gets: 1 to 10. */
    batchSize: z.int().min(1).max(10).default(10),
    /**
     * Seconds that one invocation may take: 15, which one provider call of 10 s and Herald's own
     * calls fit into, to 900, Lambda's limit. The queue's visibility timeout is six times as long.
     */
    functionTimeoutSeconds: z.int().min(15).max(900).default(30),
  })
  .transform((channel) => ({
    ...channel,
    allowedProviders: channel.allowedProviders ?? channel.providers,
  }));
