import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/** What an alarm is made of. */
export interface HeraldAlarmProps {
  readonly metric: IMetric;
  /** It goes off at this value of one period and above. */
  readonly threshold: number;
  /** What it means, and what to do about it. */
  readonly description: string;
  /** Where it is sent; it only shows if left out. */
  readonly topic: ITopic | undefined;
}

/** An alarm that goes off in the first period at its threshold; no data is no fault. */
export class HeraldAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: HeraldAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: props.description,
    });
    if (props.topic !== undefined) {
      this.addAlarmAction(new SnsAction(props.topic));
    }
  }
}
