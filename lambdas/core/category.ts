import { described, matching } from "./fields.ts";

/** What a category may be called: it stands in users' records and in links. */
export const categoryPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** What a caller is told of another name. */
export const categoryDetail =
  "must be 1 to 64 lower-case letters, digits or _ -, beginning with a letter or digit";

/** What a notification is about, as users subscribe to it. */
export const categorySchema = matching(categoryPattern, categoryDetail).check(
  described(
    "What it is about, such as marketing: a user may unsubscribe from it. Without one it is transactional.",
    "digest",
  ),
);
