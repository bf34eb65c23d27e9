import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { commands } from "../../terminal/commands.ts";
import type { ChannelConfig } from "../deployment-config.ts";
import { maxInFlight } from "../queue-limits.ts";
import type { StageAlarms } from "./herald-alarm.ts";

/** What a channel's alarms watch. */
export interface ChannelAlarmsProps {
  readonly channel: string;
  readonly config: ChannelConfig;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly function: IFunction;
  readonly alarms: StageAlarms;
  /** Notifications that the channel may take in a day, if that is limited. */
  readonly perDay: number | undefined;
}

/** The part of a channel's day above which its alarm goes off. */
const tightPart = 0.8;

/** The alarms of one channel. */
export class ChannelAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ChannelAlarmsProps) {
    super(scope, id);
    const { channel, queue, deadLetterQueue, alarms } = props;
    const period = Duration.minutes(5);
    alarms.add(this, "DeadLetters", {
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: "max",
      }),
      threshold: 1,
      description: `Deliveries on the channel ${channel} have used up their attempts. Look up their lastError in the Notifications table, put its cause right, then run ${commands.herald} redrive --channel ${channel}; the messages are kept until 14 days after they were first queued.`,
    });
    alarms.add(this, "OldestMessage", {
      onlyWith: "all",
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: "max" }),
      threshold: maxExpectedAgeSeconds(props.config),
      description: `A message on the channel ${channel} has waited longer than its retries explain. See whether the function fails or is throttled; if it is only slow, raise the channel's maximumConcurrency.`,
    });
    alarms.add(this, "MessagesInFlight", {
      onlyWith: "all",
      metric: queue.metricApproximateNumberOfMessagesNotVisible({ period, statistic: "max" }),
      threshold: maxInFlight,
      description: `The channel ${channel} has more than ${maxInFlight} messages in flight, most of them waiting for their next attempt; at about 120,000 SQS hands out no more, new ones included. Put the channel's providers right, or add one to its parameter.`,
    });
    alarms.add(this, "FunctionErrors", {
      onlyWith: "all",
      metric: props.function.metricErrors({ period, statistic: "sum" }),
      threshold: 1,
      description: `The function of the channel ${channel} failed or ran out of time as a whole, which no provider's fault causes. Read its log for the error; its messages come back after the visibility timeout.`,
    });
    if (props.perDay !== undefined) {
      alarms.add(this, "DailyBudget", {
        onlyWith: "all",
        metric: queue.metricNumberOfMessagesSent({ period: Duration.days(1), statistic: "sum" }),
        threshold: Math.floor(tightPart * props.perDay) + 1,
        description: `The channel ${channel} was sent more than 80 % of the ${props.perDay} notifications that it may take in a day. See who sends them (${commands.herald} doctor shows what is used); at the limit callers get 429. Lower or raise perChannelPerDay in the parameter limits.`,
      });
    }
  }
}

/** The time that all attempts take when each runs to its end, and 15 minutes. */
function maxExpectedAgeSeconds({ retryDelaysSeconds, functionTimeoutSeconds }: ChannelConfig) {
  const delays = retryDelaysSeconds.reduce((sum, delay) => sum + delay, 0);
  return delays + (retryDelaysSeconds.length + 1) * functionTimeoutSeconds + 15 * 60;
}
