/** What a push to a device has beyond its text. */
export interface PushContent {
  readonly title?: string | undefined;
  readonly badge?: number | undefined;
  readonly sound?: string | undefined;
  readonly data?: Readonly<Record<string, string>> | undefined;
  readonly collapseKey?: string | undefined;
  readonly ttlSeconds?: number | undefined;
  readonly priority?: "high" | "normal" | undefined;
}
