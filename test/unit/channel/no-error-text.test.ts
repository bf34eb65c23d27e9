import type { SQSRecord } from "aws-lambda";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { codePattern } from "../../../lambdas/core/outcome.ts";
import type { ConfiguredProvider } from "../../../lambdas/core/ports/configuration.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { ReceiveDependencies } from "../../../lambdas/functions/channel/receive-message.ts";
import { receiveMessage } from "../../../lambdas/functions/channel/receive-message.ts";
import { AwsCalls } from "../../../lambdas/providers/aws-call.ts";
import { loadSendingProviders } from "../../../lambdas/providers/load-providers.ts";
import { codes as sesCodes } from "../../../lambdas/providers/ses/codes.ts";
import { kindByText as sesKind } from "../../../lambdas/providers/ses/rules.ts";
import { codes as smsVoiceCodes } from "../../../lambdas/providers/sms-voice/codes.ts";
import { kindByFields as smsVoiceKind } from "../../../lambdas/providers/sms-voice/rules.ts";
import { codes as snsCodes } from "../../../lambdas/providers/sns/codes.ts";
import { kindByText as snsKind } from "../../../lambdas/providers/sns/rules.ts";
import { logger } from "../../../lambdas/runtime/logger.ts";
import { systemClock, systemTimer } from "../../../lambdas/runtime/system.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { to } from "../../contract/provider-contract/provider-row.ts";
import { httpRows } from "../../contract/provider-contract/provider-rows.ts";
import { cannedProviders } from "../../support/canned-providers.ts";
import { errorResponse, thrownError } from "../../support/error-texts.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { users } from "../../support/stage-secret.ts";

const runs = { numRuns: 150 };
const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "mix" };

const server = await cannedProviders();
let written: string[];

beforeEach(() => {
  written = [];
  logger.setLogLevel("DEBUG");
  const write = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  vi.spyOn(process.stderr, "write").mockImplementation(write);
  for (const method of ["debug", "error", "info", "log", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...parts) => {
      written.push(parts.join(" "));
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  logger.setLogLevel("SILENT");
});

/** Everything that is left of one attempt with one provider. */
interface Traces {
  readonly delivery: Delivery | undefined;
  /** Records and log lines. */
  readonly all: string;
}

async function attempt(
  provider: ConfiguredProvider,
  changes: Partial<ReceiveDependencies> = {},
): Promise<Traces> {
  const [store, health] = [new InMemoryStore(), new InMemoryHealth()];
  written = [];
  const registeredAt = systemClock.now();
  await store.add({
    id: reference.notificationId,
    userId: reference.userId,
    message: "Hi",
    addresses: to,
    channels: ["mix"],
    expectsResponse: false,
    registeredAt,
  });
  const sentAt = String(registeredAt.getTime());
  const message = {
    messageId: "m-1",
    receiptHandle: "r-1",
    body: JSON.stringify(reference),
    attributes: { ApproximateReceiveCount: "1", SentTimestamp: sentAt },
  } as SQSRecord;
  const deps: ReceiveDependencies = {
    channel: "mix",
    users,
    deliveries: store,
    suppressions: store,
    roster: { read: async () => [provider] },
    health: healthOver(health, systemClock),
    identifiers: countingIdentifiers(),
    clock: systemClock,
    timer: systemTimer,
    random: () => 0,
    policy: { retryDelaysSeconds: [10], afterUnknown: "resend", order: "listed", maxReceives: 122 },
    putBack: async () => {},
    ...changes,
  };
  await receiveMessage(deps, message, new Date(registeredAt.getTime() + 30_000));
  const [delivery] = store.deliveries.values();
  const records = [...store.deliveries.values(), ...health.records.values()];
  return { delivery, all: [...records.map((each) => JSON.stringify(each)), ...written].join("\n") };
}

/** One call was made, was not accepted, and left no more than a code. */
function expectOnlyACode({ delivery, all }: Traces, traces: readonly string[]): void {
  expect(delivery?.trail).toHaveLength(1);
  const { outcome, code = "" } = delivery?.trail[0] ?? {};
  expect(outcome).not.toBe("accepted");
  expect(code).toMatch(codePattern);
  expect(all).toContain(reference.notificationId);
  expect(written.join("")).toContain(`"code":"${code}"`);
  expectNone(all, traces);
}

function expectNone(text: string, traces: readonly string[]): void {
  for (const trace of [...traces, ...Object.values(to)]) {
    expect(text).not.toContain(trace);
  }
}

function configured(id: string, send: ConfiguredProvider["send"]): ConfiguredProvider {
  return { id, settingsMark: "first", address: null, timeoutMs: 2_000, send };
}

/** A provider of the registry, with the canned server in its service's place. */
async function registered(id: string): Promise<ConfiguredProvider> {
  const [module] = await loadSendingProviders([id]);
  if (module === undefined) {
    throw new Error(`there is no provider ${id}`);
  }
  const local = localProviderSettings(server.url)[id];
  const settings = module.settingsSchema.parse({ ...local, baseUrl: server.url });
  const provider = module.create(settings);
  return { ...configured(id, provider.send), address: module.address };
}

describe.each(httpRows)("$id", ({ id }) => {
  test("no text of an error response reaches a record or the log", async () => {
    const provider = await registered(id);
    await fc.assert(
      fc.asyncProperty(errorResponse, async ({ response, traces }) => {
        server.response = response;
        const before = server.requests.length;
        const left = await attempt(provider);
        expect(server.requests.length).toBe(before + 1);
        expectOnlyACode(left, traces);
      }),
      runs,
    );
  });

  test("a code does", async () => {
    server.response = { status: 503, body: "busy" };
    const left = await attempt(await registered(id));
    expectOnlyACode(left, []);
    expect(left.delivery).toMatchObject({ lastError: `${id} unavailable: http-503` });
  });
});

describe.each([
  ["ses", sesCodes, sesKind],
  ["sms-voice", smsVoiceCodes, smsVoiceKind],
  ["sns", snsCodes, snsKind],
] as const)("%s", (id, codes, kindByText) => {
  test.each([
    ["before the request", false, false],
    ["after the request", true, false],
    ["after the response", true, true],
  ])("nothing is left of what the SDK throws %s", async (_, isRequested, hasResponse) => {
    await fc.assert(
      fc.asyncProperty(thrownError, async ({ error, traces }) => {
        const calls = new AwsCalls(() => ({}), codes, kindByText);
        const send: ConfiguredProvider["send"] = (_message, signal) =>
          calls.make(signal, async (_client, { onRequest, onResponse }) => {
            if (isRequested) {
              onRequest();
            }
            if (hasResponse) {
              onResponse({ status: 400, headers: {}, body: "" });
            }
            throw error;
          });
        expectOnlyACode(await attempt(configured(id, send)), traces);
      }),
      runs,
    );
  });
});

test("nothing is left of what a provider throws", async () => {
  await fc.assert(
    fc.asyncProperty(thrownError, async ({ error, traces }) => {
      const send = () => Promise.reject(error);
      expectOnlyACode(await attempt(configured("one", send)), traces);
    }),
    runs,
  );
});

test("nothing is left of what an AWS service of Herald's own says", async () => {
  await fc.assert(
    fc.asyncProperty(thrownError, async ({ error, traces }) => {
      const down = () => Promise.reject(new DependencyUnavailable("DynamoDB", error));
      const provider = configured("one", () => expect.unreachable());
      const changes = { deliveries: { read: down, write: down }, putBack: down };
      const { all } = await attempt(provider, changes);
      expect(all).toContain("DependencyUnavailable");
      expectNone(all, traces);
    }),
    runs,
  );
});
