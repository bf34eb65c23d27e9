import { Duration } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { Dashboard, GraphWidget } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { MetricName } from "../../lambdas/runtime/metric-names.ts";
import { namesOf } from "../names.ts";
import type { ChannelPipeline } from "./channel-pipeline.ts";
import { heraldMetric } from "./herald-metric.ts";

/** What a dashboard shows. */
export interface HeraldDashboardProps {
  readonly stage: string;
  readonly api: RestApi;
  /** Each channel's pipeline, by the channel's name. */
  readonly pipelines: ReadonlyMap<string, ChannelPipeline>;
  /** The functions beside the channels', by their names. */
  readonly functions: Readonly<Record<string, IFunction>>;
}

const period = Duration.minutes(5);

/** Columns of a row of three. */
const width = 8;

/** A stage at a glance, from what comes in to what goes out: it shows what alarms would tell. */
export class HeraldDashboard extends Construct {
  constructor(scope: Construct, id: string, props: HeraldDashboardProps) {
    super(scope, id);
    const { stage, api, pipelines, functions } = props;
    const channels = [...pipelines];
    const all = [
      ...Object.entries(functions),
      ...channels.map(([channel, pipeline]) => [channel, pipeline.function] as const),
    ];
    const counted = (title: string, ...names: MetricName[]) =>
      graph(
        title,
        names.map((name) => heraldMetric(stage, name)),
      );
    const perChannel = (title: string, metricOf: (pipeline: ChannelPipeline) => IMetricWith) =>
      graph(
        title,
        channels.map(([label, pipeline]) => metricOf(pipeline).with({ label })),
      );
    const perFunction = (title: string, metricOf: (each: IFunction) => IMetricWith) =>
      graph(
        title,
        all.map(([label, each]) => metricOf(each).with({ label })),
      );
    const dashboard = new Dashboard(this, "Dashboard", { dashboardName: namesOf(stage).prefix });
    dashboard.addWidgets(
      counted("Requests", "Accepted", "Rejected", "Throttled", "Limited"),
      counted("Deliveries", "DeliverySent", "DeliveryFailed", "DeliveryDropped", "PutBack"),
      counted("Providers", "ProviderFailure", "ProviderThrottled", "MisconfiguredProvider"),
    );
    dashboard.addWidgets(
      perChannel("Oldest message, seconds", ({ queue }) =>
        queue.metricApproximateAgeOfOldestMessage({ period, statistic: "max" }),
      ),
      perChannel("Messages that wait", ({ queue }) =>
        queue.metricApproximateNumberOfMessagesVisible({ period, statistic: "max" }),
      ),
      perChannel("Dead letters", ({ deadLetterQueue }) =>
        deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: "max" }),
      ),
    );
    dashboard.addWidgets(
      graph("API", [
        api.metricCount({ period, label: "requests" }),
        api.metricClientError({ period, statistic: "sum", label: "4xx" }),
        api.metricServerError({ period, statistic: "sum", label: "5xx" }),
      ]),
      graph("API, milliseconds", [
        api.metricLatency({ period, statistic: "p50", label: "p50" }),
        api.metricLatency({ period, statistic: "p99", label: "p99" }),
      ]),
      counted(
        "Receipts",
        "CallbackTaken",
        "ReceiptRecorded",
        "ReceiptIgnored",
        "ReceiptPutBack",
        "ReceiptRejected",
      ),
    );
    dashboard.addWidgets(
      perFunction("Functions, milliseconds (p99)", (each) =>
        each.metricDuration({ period, statistic: "p99" }),
      ),
      perFunction("Functions that failed", (each) =>
        each.metricErrors({ period, statistic: "sum" }),
      ),
      perFunction("Functions throttled", (each) =>
        each.metricThrottles({ period, statistic: "sum" }),
      ),
    );
  }
}

type IMetricWith = ReturnType<IFunction["metricErrors"]>;

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width });
}
