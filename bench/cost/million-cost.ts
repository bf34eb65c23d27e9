import type { AwsCost } from "../aws-calls.ts";
import type { CountedTemplate } from "./idle-cost.ts";
import type { CostLine } from "./list-prices.ts";
import { listPrices } from "./list-prices.ts";

/** What is taken as given where nothing counts it: a warm function's times in AWS, and sizes. */
export const assumed = {
  /** Milliseconds of an AWS call. */
  awsCallMs: 10,
  /** Milliseconds of a provider's call. */
  providerCallMs: 200,
  /** Milliseconds of a function's own work. */
  ownMs: 5,
  /** Bytes of log of an invocation: Lambda's own lines, Herald's, its metrics, and the access log. */
  logBytes: 1_500,
  /** Bytes of a record in the table, index and names included. */
  recordBytes: 1_000,
};

/** Requests with which Lambda takes one message from a queue: it receives it, and deletes it. */
const lambdaRequestsPerMessage = 2;

const million = 1_000_000;
const bytesOfGigabyte = 2 ** 30;
const daysOfMonth = 365 / 12;

/** What the cost of notifications depends on. */
export interface Notifications {
  /** What intake's calls for one come to, and those for each of its deliveries. */
  readonly intake: AwsCost;
  readonly delivery: AwsCost;
  readonly channels: number;
  /** Days that records are kept. */
  readonly retentionDays: number;
  readonly template: CountedTemplate;
}

/**
 * What a million notifications cost, each delivery taken at its first attempt by an invocation of its
 * own; with more to do, one takes ten.
 */
export function millionCost(notifications: Notifications): readonly CostLine[] {
  const { intake, delivery, channels, retentionDays, template } = notifications;
  const perOne = (ofIntake: number, ofDelivery: number) =>
    million * (ofIntake + channels * ofDelivery);
  const seconds = perOne(milliseconds(intake, 0), milliseconds(delivery, assumed.providerCallMs));
  const invocations = perOne(1, 1);
  const gigabyteMonths =
    ((perOne(1, 1) * assumed.recordBytes) / bytesOfGigabyte) * (retentionDays / daysOfMonth);
  return [
    { what: "API Gateway", units: million, price: listPrices.apiRequest },
    { what: "Lambda, invocations", units: invocations, price: listPrices.invocation },
    {
      what: "Lambda, time",
      units: (seconds / 1_000) * memoryGigabytes(template),
      price: listPrices.gigabyteSecond,
    },
    {
      what: "SQS",
      units: perOne(intake.sqsRequests, delivery.sqsRequests + lambdaRequestsPerMessage),
      price: listPrices.sqsRequest,
    },
    {
      what: "DynamoDB, writes",
      units: perOne(intake.writeUnits, delivery.writeUnits),
      price: listPrices.writeUnit,
    },
    {
      what: "DynamoDB, reads",
      units: perOne(intake.readUnits, delivery.readUnits),
      price: listPrices.readUnit,
    },
    { what: "DynamoDB, table", units: gigabyteMonths, price: listPrices.tableGigabyteMonth },
    { what: "DynamoDB, backup", units: gigabyteMonths, price: listPrices.backupGigabyteMonth },
    {
      what: "CloudWatch, logs",
      units: (invocations * assumed.logBytes) / bytesOfGigabyte,
      price: listPrices.logGigabyte,
    },
  ];
}

function milliseconds({ calls }: AwsCost, providerMs: number): number {
  return assumed.ownMs + calls * assumed.awsCallMs + providerMs;
}

/** Every function of a stage has the same. */
function memoryGigabytes({ Resources }: CountedTemplate): number {
  const sizes = Object.values(Resources).flatMap(({ Type, Properties }) =>
    Type === "AWS::Lambda::Function" ? Properties.MemorySize : [],
  );
  return Math.max(...sizes) / 1_024;
}
