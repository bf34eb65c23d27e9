import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { PreferenceStore } from "../../core/ports/preferences.ts";
import type { Clock } from "../../core/ports/system.ts";
import { DependencyUnavailable } from "../../core/ports/unavailable.ts";
import { describeError, logger, userHash } from "../../runtime/logger.ts";
import { stageSecret } from "../../runtime/stage-secret.ts";
import type { UnsubscribeToken } from "../../runtime/unsubscribe-links.ts";
import { openUnsubscribeToken } from "../../runtime/unsubscribe-links.ts";
import {
  askingPage,
  donePage,
  oldLinkPage,
  tryAgainPage,
  wrongLinkPage,
} from "./unsubscribe-page.ts";

/** What unsubscribing needs. */
export interface UnsubscribeDependencies {
  /** Loaded with the first click, as the clients of AWS are. */
  readonly preferences: () => Promise<Pick<PreferenceStore, "setPreferences">>;
  readonly clock: Clock;
}

/** Asks. Mail scanners open links, so nothing is changed, and nothing read but the token. */
export function askToUnsubscribe(
  { clock }: UnsubscribeDependencies,
  event: APIGatewayProxyEvent,
): APIGatewayProxyResult {
  const token = tokenOf(event, clock);
  return token.kind === "valid" ? askingPage(token.category) : refusal(token);
}

/**
 * Turns the category off, for a click on the page's button and for a mailbox's one click alike: the body does not
 * matter. Repeating it changes nothing more.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8058#section-3.2
 */
export async function unsubscribe(
  { preferences, clock }: UnsubscribeDependencies,
  event: APIGatewayProxyEvent,
): Promise<APIGatewayProxyResult> {
  const token = tokenOf(event, clock);
  if (token.kind !== "valid") {
    return refusal(token);
  }
  const { userId, category } = token;
  const stamp = { since: clock.now(), by: "link" } as const;
  try {
    const store = await preferences();
    await store.setPreferences(userId, { categories: { [category]: false } }, stamp);
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) {
      throw error;
    }
    logger.error("request failed", { ...describeError(error) });
    return tryAgainPage();
  }
  logger.info("unsubscribe", { userHash: userHash(userId) });
  return donePage(category);
}

/** What is no token of this stage's is known without any call. */
function tokenOf({ pathParameters }: APIGatewayProxyEvent, clock: Clock): UnsubscribeToken {
  return openUnsubscribeToken(stageSecret(), pathParameters?.["token"] ?? "", clock.now());
}

function refusal({ kind }: UnsubscribeToken): APIGatewayProxyResult {
  return kind === "past-end" ? oldLinkPage() : wrongLinkPage();
}
