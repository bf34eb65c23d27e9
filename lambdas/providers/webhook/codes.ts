import { codeTable } from "../code-table.ts";

const standard =
  "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md";
const http = "https://www.rfc-editor.org/rfc/rfc9110";

/** Statuses that mean a message's own URL, or its size, and Herald's words for URLs that are not called. */
export const codes = codeTable([
  {
    kind: "refused",
    source: `${standard}#webhook-responses-and-retries`,
    codes: ["http-410"],
    suppress: true,
  },
  { kind: "refused", source: `${http}#status.413`, codes: ["http-413"] },
  { kind: "refused", source: standard, codes: ["insecure-url"] },
  {
    kind: "misconfigured",
    source: `${standard}#server-side-request-forgery-ssrf`,
    codes: ["host-not-allowed", "private-address"],
  },
  { kind: "misconfigured", source: standard, codes: ["no-url"] },
]);
