/** What can be out of service for a while. */
export const services = ["DynamoDB", "SQS", "SSM", "S3"] as const;

export type Service = (typeof services)[number];

/** A service that is out of order. */
export interface Outage {
  /** Whether calls take effect all the same. */
  readonly kind: "unreachable" | "responses-lost";
  /** Whether it goes on after the first call that fails. */
  readonly lasts: boolean;
  /** Calls that still succeed before it begins. */
  after: number;
}
