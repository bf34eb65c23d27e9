import type { ListQuery } from "../client/herald-client.ts";
import type { Filters } from "./route.ts";

/** What the API is asked for by a list's filters: whole days of the reader's time zone. */
export function listQueryOf({ from, to, ...rest }: Filters): ListQuery {
  return {
    ...rest,
    ...(from !== undefined && { from: startOf(from, 0) }),
    ...(to !== undefined && { to: startOf(to, 1) }),
  };
}

function startOf(day: string, daysLater: number): string {
  const start = new Date(`${day}T00:00`);
  start.setDate(start.getDate() + daysLater);
  return start.toISOString();
}
