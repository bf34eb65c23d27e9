/** What AWS takes for something by its price list. */
export interface Price {
  /** What is counted, in the singular. */
  readonly unit: string;
  /** US dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  /** The page that it is from. */
  readonly page: string;
}

const million = 1_000_000;
const pages = {
  apiGateway: "https://aws.amazon.com/api-gateway/pricing/",
  cloudWatch: "https://aws.amazon.com/cloudwatch/pricing/",
  dynamoDb: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
  lambda: "https://aws.amazon.com/lambda/pricing/",
  sqs: "https://aws.amazon.com/sqs/pricing/",
};

/**
 * AWS's list prices in us-east-1 in 2026: of the first tier where there are several, without free
 * tiers. Other regions differ by some per cent.
 */
export const listPrices = {
  alarmMetric: {
    unit: "metric of a standard-resolution alarm, a month",
    dollars: 0.1,
    per: 1,
    page: pages.cloudWatch,
  },
  customMetric: {
    unit: "metric of one's own, a month, by the hours in which it was counted",
    dollars: 0.3,
    per: 1,
    page: pages.cloudWatch,
  },
  dashboard: {
    unit: "dashboard, a month, beyond an account's first three",
    dollars: 3,
    per: 1,
    page: pages.cloudWatch,
  },
  logGigabyte: { unit: "GB of logs taken", dollars: 0.5, per: 1, page: pages.cloudWatch },
  sqsRequest: {
    unit: "request of a standard queue",
    dollars: 0.4,
    per: million,
    page: pages.sqs,
  },
  apiRequest: { unit: "request of a REST API", dollars: 3.5, per: million, page: pages.apiGateway },
  invocation: { unit: "invocation", dollars: 0.2, per: million, page: pages.lambda },
  gigabyteSecond: {
    unit: "GB-second on arm64",
    dollars: 13.3334,
    per: million,
    page: pages.lambda,
  },
  writeUnit: { unit: "write request unit", dollars: 0.625, per: million, page: pages.dynamoDb },
  readUnit: { unit: "read request unit", dollars: 0.125, per: million, page: pages.dynamoDb },
  tableGigabyteMonth: {
    unit: "GB in a table, a month",
    dollars: 0.25,
    per: 1,
    page: pages.dynamoDb,
  },
  backupGigabyteMonth: {
    unit: "GB with point-in-time recovery, a month",
    dollars: 0.2,
    per: 1,
    page: pages.dynamoDb,
  },
} as const satisfies Record<string, Price>;

/** A line of a bill. */
export interface CostLine {
  readonly what: string;
  readonly units: number;
  readonly price: Price;
}

/** What a line comes to, in US dollars. */
export function dollarsOf({ units, price }: CostLine): number {
  return (units / price.per) * price.dollars;
}

/** What a bill comes to, in US dollars. */
export function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, line) => sum + dollarsOf(line), 0);
}
