import type { AwsError } from "../aws-call.ts";
import type { FailureKind } from "../code-table.ts";

/**
 * One code stands for every bad parameter, and "… is not valid to publish to" is said of bad numbers,
 * of regions without SMS and of valid numbers alike: only these texts are about the message itself.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const ofContent = /^Invalid parameter: (?:Message too long|Empty message)\b/i;

/** What an error's text says beyond its code. */
export function kindByText({ code, text }: AwsError): FailureKind | undefined {
  return code === "InvalidParameter" && ofContent.test(text) ? "refused" : undefined;
}
