/** A line of a function's log. */
export interface LogLine {
  /** ISO 8601, with milliseconds. */
  readonly at: string;
  /** The function's name without the stage's prefix: `channel-sms`. */
  readonly function: string;
  /** What it logged, as it did. */
  readonly text: string;
}

/** What every line says of the function that it is of. */
const ofTheFunction = new Set([
  "timestamp",
  "level",
  "message",
  "service",
  "cold_start",
  "function_arn",
  "function_memory_size",
  "function_name",
  "function_request_id",
  "sampling_rate",
]);

/** Shows a line to a person: when, where, what, and the fields that are this line's own. */
export function formatLogLine({ at, function: name, text }: LogLine): string {
  const fields = parseLine(text);
  if (fields === undefined) {
    return `${at}  ${name}  ${text}`;
  }
  const own = Object.entries(fields).filter(([field]) => !ofTheFunction.has(field));
  const shown = own.map(([field, value]) => `${field}=${show(value)}`);
  const { level = "INFO", message = "" } = fields;
  const loud = level === "INFO" ? [] : [level];
  return [at, name, ...loud, message, shown.join(" ")].join("  ").trimEnd();
}

/** The fields of a line that is a JSON object; `undefined` for any other. */
export function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
