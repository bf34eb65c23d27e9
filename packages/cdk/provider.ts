/**
 * What a provider of one's own is made with. `docs/extending.md` shows one; its settings extend
 * `providerSettingsSchema` with `zod/mini`.
 *
 * @packageDocumentation
 */
export type { AddressKind } from "../../lambdas/core/address.ts";
export type { Outcome, OutcomeKind } from "../../lambdas/core/outcome.ts";
export type { Provider, ProviderMessage } from "../../lambdas/core/provider.ts";
export type {
  Callback,
  CallbackReading,
  FindShapeFault,
  ReadCallback,
} from "../../lambdas/providers/callback.ts";
export { readingOf } from "../../lambdas/providers/callback.ts";
export { callbackUrl, referenceIn } from "../../lambdas/providers/callback-url.ts";
export type { Failure } from "../../lambdas/providers/classify.ts";
export {
  failureOutcome,
  statusOutcome,
  unreadableResponse,
} from "../../lambdas/providers/classify.ts";
export type { CodeGroup, CodeTable } from "../../lambdas/providers/code-table.ts";
export { codeTable } from "../../lambdas/providers/code-table.ts";
export { isSameText } from "../../lambdas/providers/constant-time.ts";
export type { HttpCallRequest, HttpCallResponse } from "../../lambdas/providers/http-call.ts";
export { httpCall } from "../../lambdas/providers/http-call.ts";
export type {
  CallbackReader,
  CallbackRoute,
  DeploymentFault,
  EventReader,
  ProviderDeployment,
  ProviderModule,
  ProviderReceipts,
  ProviderSender,
  ProviderSettings,
  StageFacts,
} from "../../lambdas/providers/provider-module.ts";
export {
  defaultTimeoutMs,
  providerSettingsSchema,
} from "../../lambdas/providers/provider-module.ts";
export type { ProviderStack } from "../../lambdas/providers/provider-stack.ts";
export type { JsonPost } from "../../lambdas/providers/rest-call.ts";
export { postJson, readJson, withTransportOutcome } from "../../lambdas/providers/rest-call.ts";
export { withRetryAfter } from "../../lambdas/providers/retry-after.ts";
export { formatSender, senderSetting } from "../../lambdas/providers/sender.ts";
export {
  baseUrlSetting,
  lineSetting,
  regionSetting,
  secretSetting,
} from "../../lambdas/providers/settings.ts";
