import { describe, expect, test } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { loadSendingProviders } from "../../../lambdas/providers/load-providers.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { to } from "../../contract/provider-contract/provider-row.ts";
import { cannedProviders } from "../../support/canned-providers.ts";
import cases from "../../support/provider-cases/cases.json" with { type: "json" };
import { readReceipts } from "../../support/provider-cases/read-receipts.ts";

/**
 * Providers' responses and receipts as they were documented or reported, each with what it is to come
 * to, its source and how sure it is: `test/support/provider-cases/cases.json`.
 */
type Case = (typeof cases)[number];

const server = await cannedProviders();

const ids = { userId: "user-1", notificationId: "01ARZ3NDEKTSV4RRFFQ69G5FAV", channel: "mix" };

async function send({ provider: id, status, body }: Case): Promise<unknown> {
  const [module] = await loadSendingProviders([id]);
  if (module === undefined || status === undefined) {
    throw new Error(`${id} cannot be asked`);
  }
  server.response = { status, body };
  const local = localProviderSettings(server.url)[id];
  const settings = module.settingsSchema.parse({ ...local, baseUrl: server.url });
  const message: ProviderMessage = {
    to: module.address ? to[module.address] : "",
    text: "x",
    ...ids,
  };
  return module.create(settings).send(message, AbortSignal.timeout(2_000));
}

const named = (kind: string) =>
  cases.filter((each) => each.kind === kind).map((each) => [each.id, each] as const);

describe("a response of a provider", () => {
  test.each(named("send"))("%s", async (_, each) => {
    const { expected: kind, code, suppress, why } = each;
    // Whatever the text, an outcome holds a code at most.
    expect(code).toMatch(/^[\w.-]{1,64}$/);
    expect(await send(each), why).toEqual({ kind, code, ...(suppress && { suppress }) });
  });
});

describe("a receipt of a provider", () => {
  test.each(named("receipt"))(
    "%s",
    async (_, { provider, body, expected, alsoAcceptable, why }) => {
      const acceptable = [expected, ...(alsoAcceptable ?? [])];
      expect(acceptable, why).toContainEqual(await readReceipts(provider, body));
    },
  );
});
