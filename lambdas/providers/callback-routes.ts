import { callbackPath } from "./callback-url.ts";
import type { ProviderModule } from "./provider-module.ts";

/** A route at which a provider calls back. */
export interface ProviderCallbackRoute {
  readonly provider: string;
  readonly method: "GET" | "POST";
  /** As API Gateway has it: `/v1/receipts/twilio/{ids}`. */
  readonly path: string;
}

/** The routes at which providers call back, open to all: each callback is checked by a key. */
export function callbackRoutes(
  providers: readonly Pick<ProviderModule, "id" | "receipts">[],
): readonly ProviderCallbackRoute[] {
  return providers.flatMap(({ id, receipts }) => {
    const { callback } = receipts ?? {};
    if (callback === undefined) {
      return [];
    }
    const route = { provider: id, path: `${callbackPath(id)}${callback.path}` };
    const post: ProviderCallbackRoute = { ...route, method: "POST" };
    return callback.isVerified ? [post, { ...route, method: "GET" }] : [post];
  });
}
