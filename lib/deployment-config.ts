import * as z from "zod";
import { callerNamePattern, unknownCaller } from "../lambdas/core/caller.ts";
import { channelNamePattern } from "../lambdas/core/channel.ts";
import { limitsSchema } from "../lambdas/core/limits.ts";
import type { UserIdForm } from "../lambdas/core/sealed-user.ts";
import { awsRegion } from "../lambdas/runtime/formats.ts";
import { callerSchema } from "./caller-config.ts";
import { channelSchema } from "./channel-config.ts";
import { distinct, domain, emailAddress } from "./deployment-config-values.ts";

/** What a stage is deployed with, whether a file says it or a CDK app. */
const stageFields = {
  /**
   * Part of every name: lower case letters, digits and dashes, at most 16 characters, so that a
   * function's name (64 characters) has room for the channel's.
   */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/, {
    error: "must be 1 to 16 lower case letters, digits and dashes, a letter first",
  }),
  /** Whether table and e-mail identity are kept when the stack is deleted, the table protected. */
  production: z.boolean().default(true),
  /**
   * The KMS key that encrypts tables, queues, the topic of e-mail's events, the functions' variables and
   * the stage's secret; AWS's own keys if left out. Its policy must let SNS and SES use it, and the
   * deployer's providers' settings can be put with it: docs/runbook.md has the steps.
   *
   * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
   */
  kmsKeyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
      error: "must be the ARN of a KMS key",
    })
    .optional(),
  /**
   * Whether queue messages hold users' ids in clear, as release 0.1 reads them: `true` in the deployment
   * that brings this release to a stage of 0.1, until that is not rolled back any more.
   */
  plainUserIds: z.boolean().default(false),
  /** Days after which DynamoDB may delete a record: 1 to 3,650. */
  retentionDays: z.int().min(1).max(3650).default(90),
  /**
   * How callers prove who they are: an API key in `x-api-key`, or requests signed with IAM
   * credentials that may `execute-api:Invoke`.
   */
  authentication: z.enum(["api-key", "iam"]).default("api-key"),
  /**
   * Callers by name, each with an API key and a usage plan of its own; without effect where
   * `authentication` is `iam`. Without it there is one,
   * `default`, that may do everything; it keeps its key if it is among those that are named later. The
   * functions' variables have room for about 20 callers with two keys each.
   *
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
   */
  callers: z
    .record(
      z
        .string()
        .regex(callerNamePattern, {
          error: "must be 1 to 32 lower case letters, digits and dashes, a letter first",
        })
        .refine((name) => name !== unknownCaller, {
          error: "is Herald's name for who is no caller",
        }),
      callerSchema,
    )
    .refine((callers) => Object.keys(callers).length > 0, { error: "must have a caller" })
    .optional(),
  /**
   * The address or domain that SES sends from; needed when a channel may use `ses`.
   *
   * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   */
  emailIdentity: z
    .union([emailAddress, domain], { error: "must be an e-mail address or a domain" })
    .optional(),
  /** The sender's address, one of `emailIdentity`. Only left out when that is itself an address. */
  emailFrom: emailAddress.optional(),
  /**
   * Whether the stack makes the identity in SES. `false` for one that the account has already:
   * an identity exists once per account and region, so only one stage can own it.
   */
  createEmailIdentity: z.boolean().default(true),
  /**
   * Whether the stack makes the configuration set by which `sms-voice` publishes receipts. `false` for an
   * emulator whose CloudFormation does not know them.
   */
  createSmsConfigurationSet: z.boolean().default(true),
  /** The first value of the SSM parameter `enabled-channels`; all channels if left out. */
  enabledChannels: distinct(z.array(z.string()).min(1)).optional(),
  /**
   * The first value of the SSM parameter `throttle/responses-per-hour`: how many notifications that
   * expect a response a user may get in one clock hour.
   */
  responsesPerHour: z.int().min(1).default(300),
  /**
   * The first value of the SSM parameter `limits`. What it leaves out is not limited, save for
   * `allowedNumberTypes`; each limit that counts costs a request one call more.
   *
   * - `countries`: the only countries whose phone numbers are sent to, by their ISO codes (`PL`).
   * - `allowedNumberTypes`: `premium-rate`, `shared-cost`; such numbers are refused unless named here.
   * - `perAddress`: messages that one address may get in a clock `hour` and in a `day`, UTC.
   * - `perChannelPerDay`: notifications on a channel in a day, UTC, by the channel's name. At 80 % of it
   *   an alarm goes off (`alarms`).
   */
  limits: z._default(limitsSchema(), {}),
  /**
   * Requests that the API takes of each route, from all callers together: API Gateway counts every
   * method by itself, so the API as a whole may get as many times more as it has routes. What needs
   * no key, the pages and the providers' callbacks, has limits of its own. An account has 10,000 a
   * second with a burst of 5,000 for a whole region unless AWS raised them.
   *
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
   */
  requestThrottling: z
    .strictObject({
      /** Requests per second. */
      ratePerSecond: z.int().min(1),
      /** Requests at once. */
      burst: z.int().min(1),
    })
    .default({ ratePerSecond: 500, burst: 1_000 }),
  /**
   * How the account's concurrent Lambda executions are shared. A backlog runs as many functions as all
   * `maximumConcurrency` together; what is left answers requests.
   *
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  concurrency: z
    .strictObject({
      /**
       * Concurrent executions that the account has in the region: 1,000 as a rule, 10 in some new
       * accounts. If it is there, synthesis refuses a stage whose queues leave requests too few;
       * `doctor` asks AWS.
       */
      account: z.int().min(1).optional(),
      /** Those that a backlog leaves to the functions behind the API. */
      requests: z.int().min(1).default(5),
      /** How many functions the receipts' queue runs at once: 2 to 1,000. */
      receipts: z.int().min(2).max(1000).default(10),
      /**
       * Executions that are reserved for the function that takes providers' callbacks, which anybody can
       * call: it never has more, and the rest of the account's are the other functions'. Left out, it is
       * 100 where `account` is there and has room for it, `pages` and the 100 that AWS wants left without
       * a reservation; elsewhere nothing is reserved, as the deployment would fail.
       *
       * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
       */
      callbacks: z.int().min(1).max(1000).optional(),
      /** The same for the function that serves the API's document and the console; 10 where it is left out. */
      pages: z.int().min(1).max(1000).optional(),
    })
    .prefault({}),
  /** Seconds for which functions keep parameters, and which templates were pushed: 0 to 30. */
  configurationCacheSeconds: z.int().min(0).max(30).default(30),
  /** When a provider counts as down, and is passed over. */
  providerHealth: z
    .strictObject({
      /** Failures in a row, in one function, that open it: 1 to 100. */
      failuresToOpen: z.int().min(1).max(100),
      /** Seconds that it stays open the first time; each further time twice as long. */
      openSeconds: z.int().min(1).max(3600),
      /** Seconds that it stays open at most. */
      longestOpenSeconds: z.int().min(1).max(86_400),
    })
    .default({ failuresToOpen: 3, openSeconds: 30, longestOpenSeconds: 600 }),
  /**
   * Which alarms the stage has; each costs money, also while nothing happens. `essential` are those on
   * dead letters, on 5xx responses and on functions that fail, the last one for all functions of the
   * account in the region together. docs/runbook.md says what shows the rest without an alarm.
   */
  alarms: z.enum(["all", "essential"]).default("all"),
  /**
   * ARNs of the roles and users who may read, send and delete queue messages by hand, as
   * `npm run herald -- redrive` does; `*` stands for any text. The queues' policies deny that to everybody
   * in the account but Herald's functions, these and the root user.
   */
  queueOperators: z
    .array(
      z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/*-]+$/, {
        error: "must be the ARN of an IAM role or user",
      }),
    )
    .default([]),
  /**
   * The web ACL of AWS WAF that the API's stage gets, in the same region: for rules of the deployer's own,
   * such as a rate for each address. It costs a monthly fee and one for each request.
   *
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
   */
  webAclArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/, {
      error: "must be the ARN of a regional web ACL",
    })
    .optional(),
  /**
   * Whether the stack makes the role by which API Gateway writes access logs, and sets it for the account
   * and region, for which there is one. `false` where the account has one that is to stay; where it has
   * none, the deployment fails without it.
   *
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  createApiLogRole: z.boolean().default(true),
  /**
   * Whether API Gateway and the functions send AWS X-Ray the traces of requests; it takes 5 dollars for a
   * million of them. X-Ray samples: the first request of each second, and 5 % of the others.
   *
   * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
   */
  tracing: z.boolean().default(false),
  /**
   * Whether the stack saves queries of CloudWatch Logs Insights, which cost nothing until one is run.
   * `false` for an emulator whose CloudFormation does not know them.
   */
  logQueries: z.boolean().default(true),
  /**
   * Whether the stage has a dashboard in CloudWatch: what is accepted, delivered and waits, and what fails.
   * Three in an account are free; each further one is 3 dollars a month.
   */
  dashboard: z.boolean().default(false),
  /** The SNS topic that alarms are sent to, in the same region. Without it they only show. */
  alarmTopicArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, {
      error: "must be the ARN of an SNS topic",
    })
    .optional(),
  /** The channels, by name. */
  channels: z
    .record(
      z.string().regex(channelNamePattern, {
        error: "must be 1 to 32 lower case letters, digits and dashes, a letter first",
      }),
      channelSchema,
    )
    .refine((channels) => Object.keys(channels).length > 0, { error: "must have a channel" }),
};

/** What one stage is deployed with: the contents of `config/<stage>.json`. */
export const deploymentConfigSchema = z
  .strictObject({
    /** The AWS region, e.g. `eu-west-1`. */
    region: awsRegion,
    ...stageFields,
  })
  .transform(withEnabledChannels);

/** The same where a CDK app says it, whose stack knows the region. */
export const stageConfigSchema = z.strictObject(stageFields).transform(withEnabledChannels);

/** What a CDK app says of a stage. */
export type StageConfigInput = z.input<typeof stageConfigSchema>;

/** One stage's deployment configuration, checked and with its defaults. */
export type DeploymentConfig = z.output<typeof deploymentConfigSchema>;

/** One caller's deployment configuration. */
export type CallerConfig = NonNullable<DeploymentConfig["callers"]>[string];

/** One channel's deployment configuration. */
export type ChannelConfig = DeploymentConfig["channels"][string];

/** How functions write whose a message is. */
export function userIdForm({ plainUserIds }: Pick<DeploymentConfig, "plainUserIds">): UserIdForm {
  return plainUserIds ? "plain" : "sealed";
}

function withEnabledChannels<
  Config extends { enabledChannels?: string[] | undefined; channels: Record<string, unknown> },
>(config: Config) {
  const { enabledChannels = Object.keys(config.channels) } = config;
  return { ...config, enabledChannels };
}
