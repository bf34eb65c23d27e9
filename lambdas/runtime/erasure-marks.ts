import type { ErasureMarks } from "../core/ports/user-records.ts";
import type { UserIdForm } from "../core/sealed-user.ts";
import type { StageSecret } from "./stage-secret.ts";
import { keyedBytes } from "./stage-secret.ts";

/**
 * Marks by a hash that is made with the stage's secret; in the form `plain` among the user's records, as
 * the release before this one keeps and reads them. No user's id holds a `#`.
 */
export function erasureMarks(secret: StageSecret, form: UserIdForm): ErasureMarks {
  return {
    partitionOf: (userId) =>
      form === "plain"
        ? userId
        : `erased#${keyedBytes(secret, "erasures", userId).toString("base64url")}`,
  };
}
