import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "../deployment-config.ts";

/** What an alarm is made of. */
export interface HeraldAlarmProps {
  readonly metric: IMetric;
  /** It goes off at this value of one period and above. */
  readonly threshold: number;
  /** What it means, and what to do about it. */
  readonly description: string;
  /** The only value of the configuration's `alarms` with which a stage has it; any if left out. */
  readonly onlyWith?: DeploymentConfig["alarms"];
}

/** A stage's alarms: which of them it has, and where they are sent. */
export class StageAlarms {
  private readonly kept: DeploymentConfig["alarms"];
  private readonly topic: ITopic | undefined;

  /**
   * @param kept the configuration's `alarms`.
   * @param topic where they are sent; they only show if left out.
   */
  constructor(kept: DeploymentConfig["alarms"], topic: ITopic | undefined) {
    this.kept = kept;
    this.topic = topic;
  }

  /** Makes an alarm that goes off in the first period at its threshold; no data is no fault. */
  add(scope: Construct, id: string, props: HeraldAlarmProps): void {
    if (props.onlyWith !== undefined && props.onlyWith !== this.kept) {
      return;
    }
    const alarm = new Alarm(scope, id, {
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: props.description,
    });
    if (this.topic !== undefined) {
      alarm.addAlarmAction(new SnsAction(this.topic));
    }
  }
}
