import * as z from "zod/mini";
import { jsonResponse, notFound, problemResponse } from "../../api/problem-documents.ts";
import { pathParameters } from "../../api/request-parameters.ts";
import { logger, userHash } from "../../runtime/logger.ts";
import { suppressions } from "./dependencies.ts";
import { withParameters } from "./operations.ts";

const { userId, hash } = pathParameters;

/** `GET /v1/users/{userId}/suppressions` */
export const listSuppressions = withParameters(z.object({ userId }), async (ids) => {
  const known = await suppressions.listSuppressions(ids.userId);
  const listed = [...known].map(([hash, suppression]) => ({ hash, ...suppression }));
  return jsonResponse(200, { suppressions: listed });
});

/** `DELETE /v1/users/{userId}/suppressions/{hash}` */
export const liftSuppression = withParameters(z.object({ userId, hash }), async (ids) => {
  const isLifted = await suppressions.lift(ids.userId, ids.hash);
  logger.info("lift", { userHash: userHash(ids.userId), isLifted });
  return isLifted ? jsonResponse(200, { hash: ids.hash }) : problemResponse(notSuppressed);
});

const notSuppressed = { ...notFound, detail: "There is no such suppression." };
