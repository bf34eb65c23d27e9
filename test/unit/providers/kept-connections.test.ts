import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AfterUnknown } from "../../../lambdas/core/channel.ts";
import type { ConfiguredProvider } from "../../../lambdas/core/ports/configuration.ts";
import type { Provider, ProviderMessage } from "../../../lambdas/core/provider.ts";
import { sendWithFailover } from "../../../lambdas/core/send-with-failover.ts";
import { loadSendingProviders } from "../../../lambdas/providers/load-providers.ts";
import { systemClock, systemTimer } from "../../../lambdas/runtime/system.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import type { CannedServer } from "../../contract/provider-contract/canned-server.ts";
import { startCannedServer } from "../../contract/provider-contract/canned-server.ts";
import { awsError } from "../../contract/provider-contract/provider-row.ts";
import type { NamedRow } from "../../contract/provider-contract/provider-rows.ts";
import { httpRows } from "../../contract/provider-contract/provider-rows.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { scriptedProvider } from "../../support/in-memory/providers.ts";

let server: CannedServer;

beforeEach(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  server = await startCannedServer();
  server.response = { status: 503 };
});

afterEach(async () => {
  await server.close();
  vi.unstubAllEnvs();
});

async function providerOf({ id }: NamedRow): Promise<Provider> {
  const [module] = await loadSendingProviders([id]);
  if (module === undefined) {
    throw new Error(`there is no provider ${id}`);
  }
  const local = localProviderSettings(server.url)[id];
  return module.create(module.settingsSchema.parse({ ...local, baseUrl: server.url }));
}

function messageTo({ to }: NamedRow): ProviderMessage {
  const ids = { userId: "u-42", notificationId: "01J00000000000000000000000", channel: "mix" };
  return { to, text: "Your order is ready", ...ids };
}

function sendOnce(provider: Provider, row: NamedRow) {
  return provider.send(messageTo(row), AbortSignal.timeout(2_000));
}

describe.each(httpRows)("$id", (row) => {
  test("messages one after the other share a connection, whatever the provider says", async () => {
    const provider = await providerOf(row);
    const outcomes = [];
    for (const status of [503, 429, 500]) {
      server.response = { status };
      outcomes.push(await sendOnce(provider, row));
    }
    expect(outcomes).toMatchObject([
      { kind: "unavailable" },
      { kind: "throttled" },
      { kind: "unavailable" },
    ]);
    expect(server.connections).toBe(1);
  });

  test("ten at once, and ten more, share ten, or one that takes several at once", async () => {
    const provider = await providerOf(row);
    const batch = () => Promise.all(Array.from({ length: 10 }, () => sendOnce(provider, row)));
    await batch();
    await batch();
    expect(server.requests).toHaveLength(20);
    expect(server.connections).toBe(row.isMultiplexed ? 1 : 10);
  });

  test("a message lost on a kept connection is unknown, and sent once", async () => {
    const provider = await providerOf(row);
    await sendOnce(provider, row);
    server.response = "reset";
    expect(await sendOnce(provider, row)).toEqual({ kind: "unknown", code: "connection-reset" });
    expect(server.requests).toHaveLength(2);
    expect(server.connections).toBe(1);
  });
});

const pushy = httpRows.find(({ id }) => id === "pushy") as NamedRow;

test.each<[AfterUnknown, readonly object[], object]>([
  ["resend", [{ outcome: "unknown" }, { outcome: "accepted" }], { accepted: { provider: "two" } }],
  ["hold", [{ outcome: "unknown" }], { final: "unknown" }],
])("after a message lost on a kept connection: %s", async (afterUnknown, calls, end) => {
  const provider = await providerOf(pushy);
  await sendOnce(provider, pushy);
  server.response = "reset";
  const { id, address, to } = pushy;
  const first: ConfiguredProvider = {
    id,
    settingsMark: "first",
    address,
    timeoutMs: 2_000,
    send: (message, signal) => provider.send(message, signal),
  };
  const health = healthOver(new InMemoryHealth(), systemClock);
  const result = await sendWithFailover(
    { clock: systemClock, timer: systemTimer, health },
    [first, scriptedProvider("two", { address })],
    {
      id: "01J00000000000000000000000",
      userId: "u-42",
      message: "Your order is ready",
      addresses: { [address]: to },
      channels: ["push"],
      expectsResponse: false,
      registeredAt: new Date(),
    },
    "push",
    { afterUnknown, until: new Date(Date.now() + 20_000), isSuppressed: () => false },
  );
  expect(result).toMatchObject({ calls, ...end });
  expect(result.calls[0]).toMatchObject({ provider: "pushy", code: "connection-reset" });
});

const awsRows = httpRows.filter(({ id }) => id === "ses" || id === "sns");

describe.each(awsRows)("$id, throttling", (row) => {
  test.each([
    ["Retry-After", "7", 7],
    ["X-Amz-Retry-After", "2500", 3],
  ])("%s is kept to", async (name, value, retryAfterSeconds) => {
    const body = awsError("Throttling", "Rate exceeded");
    server.response = { status: 400, body, headers: { [name]: value } };
    expect(await sendOnce(await providerOf(row), row)).toEqual({
      kind: "throttled",
      code: "Throttling",
      retryAfterSeconds,
    });
  });
});
