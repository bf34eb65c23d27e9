import { Duration } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { StageAlarms } from "./herald-alarm.ts";
import { heraldMetric } from "./herald-metric.ts";

/** More in five minutes than somebody who tries the address out. */
const maxRejected = 20;

/** What the receipts' alarms watch. */
export interface ReceiptsAlarmsProps {
  readonly stage: string;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly alarms: StageAlarms;
}

/** The alarms of the receipts. */
export class ReceiptsAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ReceiptsAlarmsProps) {
    super(scope, id);
    const { stage, queue, deadLetterQueue, alarms } = props;
    const period = Duration.minutes(5);
    alarms.add(this, "DeadLetters", {
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: "max",
      }),
      threshold: 1,
      description: `Receipts could not be recorded, or were not understood; the log of the receipts-queue function says which. Put the cause right, then move the messages from ${deadLetterQueue.queueName} back to ${queue.queueName}: recording one twice changes nothing.`,
    });
    alarms.add(this, "OldestMessage", {
      onlyWith: "all",
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: "max" }),
      threshold: 3_600,
      description:
        "A receipt has waited for an hour, longer than its retries explain. See whether the receipts-queue function fails or is throttled; until then deliveries stay at sent.",
    });
    alarms.add(this, "RejectedCallbacks", {
      onlyWith: "all",
      metric: heraldMetric(stage, "ReceiptRejected"),
      threshold: maxRejected,
      description:
        "Many providers' callbacks were rejected: the receipts function's log names the provider. If its settings lack the key or have an old one, put providers/<provider> right; if public-url is not the address that the provider calls, put that right; else somebody forges callbacks.",
    });
  }
}
