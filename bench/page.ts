import { availableParallelism } from "node:os";
import { formatMarkdownTable } from "../terminal/table.ts";
import type { AwsCost, AwsCosts } from "./aws-calls.ts";
import type { BundleSize } from "./bundle-sizes.ts";
import type { Burst } from "./burst.ts";
import { burstSection } from "./burst-section.ts";
import type { ColdImport } from "./cold-imports.ts";
import type { ConnectionCosts, ProviderCalls } from "./connections.ts";
import type { Recovery } from "./recovery.ts";
import { recoverySection } from "./recovery-section.ts";
import { median, percentile, ratio } from "./statistics.ts";
import type { AllWaits, Waits } from "./waits.ts";

/** Times are whole milliseconds, so a ratio to a smaller floor would be misleading. */
const minFloorMs = 3;

/** Everything that one run measured. */
export interface Measurements {
  readonly awsCosts: AwsCosts;
  readonly bundleSizes: readonly BundleSize[];
  readonly burst: Burst;
  readonly coldImports: readonly ColdImport[];
  readonly connections: ConnectionCosts;
  readonly recovery: Recovery;
  readonly waits: AllWaits;
}

/** Writes the measurements as the page `docs/benchmarks.md`. */
export function formatPage(measurements: Measurements): string {
  return `${[
    introduction(),
    awsCostSection(measurements.awsCosts),
    bundleSection(measurements.bundleSizes),
    coldImportSection(measurements.coldImports),
    connectionSection(measurements.connections),
    waitSection(measurements.waits),
    burstSection(measurements.burst, measurements.waits.herald),
    recoverySection(measurements.recovery),
  ].join("\n\n")}\n`;
}

function introduction(): string {
  return `# Benchmarks

What Herald costs beside the least that it could cost. \`npm run bench\` measures it and writes this page; it takes two to three minutes and needs what \`npm start\` needs.

This run: Node ${process.versions.node} on ${process.platform}, ${process.arch}, ${availableParallelism()} cores, one run, everything on the same machine. **Times are those of an emulator, not of AWS**: only the ratios say something, as both sides were measured in turn in the same run. Counts and bytes are the same on every machine, and tests hold them to the budgets.`;
}

function awsCostSection(costs: AwsCosts): string {
  const { intakeOneChannel, intakeThreeChannels, delivery } = costs;
  const rows: [string, Counts, Counts][] = [
    ["intake, 1 channel", intakeOneChannel, { calls: 2, writeUnits: 1 }],
    ["intake, 3 channels", intakeThreeChannels, { calls: 4, writeUnits: 1 }],
    [
      "intake, 1 channel, `expectsResponse`",
      costs.intakeOneChannelExpectingResponse,
      { calls: 3, writeUnits: 2 },
    ],
    [
      "intake, 1 channel, `Idempotency-Key`",
      costs.intakeOneChannelWithKey,
      { calls: 3, writeUnits: 2 },
    ],
    ["channel, each delivery", delivery, { calls: 3, writeUnits: 2 }],
    ["notification, 1 channel", total(intakeOneChannel, delivery, 1), { calls: 5, writeUnits: 3 }],
    [
      "notification, 3 channels",
      total(intakeThreeChannels, delivery, 3),
      { calls: 13, writeUnits: 7 },
    ],
  ];
  return `## AWS calls and DynamoDB write units

Counted on the wire between the functions and the emulator, with the configuration cached, items under 1 KB, and a first provider that accepts. The budget is also the floor: a notification stored and queued on each channel; a delivery read, claimed before its provider is called, and finished. Not counted: a read of the providers' health, at most every 3 seconds for each function, and the call that keeps a batch of up to ten away for the function's time. What that comes to in dollars: [cost.md](cost.md).

${formatMarkdownTable(
  ["what", "calls", "budget", "write units", "budget"],
  rows.map(([what, cost, budget]) => [
    what,
    cost.calls,
    budget.calls,
    cost.writeUnits,
    budget.writeUnits,
  ]),
)}`;
}

type Counts = Pick<AwsCost, "calls" | "writeUnits">;

function total(intake: Counts, delivery: Counts, channels: number): Counts {
  return {
    calls: intake.calls + channels * delivery.calls,
    writeUnits: intake.writeUnits + channels * delivery.writeUnits,
  };
}

function bundleSection(sizes: readonly BundleSize[]): string {
  return `## Bundles

Bytes of minified ESM that a function evaluates as it starts; what it loads when it needs it is beside that. The floor is a bundle, made with the same options, of the bare SDK clients and commands that the function uses (\`bench/bare/\`). The budget is 1.25 times that. A channel function has every provider in its bundle and evaluates only its own.

${formatMarkdownTable(
  ["function", "bytes", "loaded later", "bare clients", "ratio", "budget"],
  sizes.map(({ name, bytes, lazyBytes, bareBytes }) => [
    name,
    bytes.toLocaleString("en"),
    lazyBytes.toLocaleString("en"),
    bareBytes.toLocaleString("en"),
    ratio(bytes, bareBytes),
    "1.25",
  ]),
)}`;
}

function coldImportSection(coldImports: readonly ColdImport[]): string {
  return `## Cold imports

How long a fresh Node process takes to import a bundle, and Node's \`http\`, which the SDK needs for its first call: the part of a cold start that is up to the code. Medians in milliseconds, beside the bare clients that the function evaluates.

${formatMarkdownTable(
  ["function", "ms", "bare clients, ms", "ratio"],
  coldImports.map(({ what, medianMs, bareMedianMs }) => [
    what,
    medianMs.toFixed(0),
    bareMedianMs.toFixed(0),
    ratio(medianMs, bareMedianMs),
  ]),
)}`;
}

function connectionSection({ delayMs, kept, opened }: ConnectionCosts): string {
  const row = (what: string, of: (calls: ProviderCalls) => readonly number[], digits: number) => {
    const [keptMedian, openedMedian] = [median(of(kept)), median(of(opened))];
    return [
      what,
      keptMedian.toFixed(digits),
      openedMedian.toFixed(digits),
      ratio(keptMedian, openedMedian),
    ];
  };
  return `## Calls of a distant provider

${kept.ms.length} messages through Pushy's code over TLS, one after another, to a provider whose bytes are under way for ${delayMs} ms each way: over a kept connection (\`lambdas/providers/connections.ts\`), and in turn with that over one that each call opens for itself. The relay that holds the bytes back cannot hold back TCP's own handshake, which would cost a new connection another ${2 * delayMs} ms.

${formatMarkdownTable(
  ["what", "kept, median", "opened, median", "ratio"],
  [
    row("from call to outcome, ms", ({ ms }) => ms, 0),
    row("the caller's processor, ms", ({ cpuMs }) => cpuMs, 1),
  ],
)}`;
}

function waitSection({ herald, failover, echo, timeoutMs }: AllWaits): string {
  return `## From the call to the provider

One message at a time, functions warm, in milliseconds. The floor is an echo on the same emulator: a queue, and a function that only passes on what it receives; it has no API, no record and no provider.

A message leaves intake before its caller has the response, so "response to provider" can be near zero or below; "call to provider" is the two together. There is no ratio to a floor under ${minFloorMs} ms, as the provider simulator's clock counts whole milliseconds.

${formatMarkdownTable(
  ["what", "stretch", "median", "90 %", "slowest", "floor's median", "ratio of medians"],
  waitRows("first provider accepts", herald, echo),
)}

${hangingSection(failover, timeoutMs)}`;
}

function hangingSection({ arrival }: Waits, timeoutMs: number): string {
  const waited = arrival.map((ms) => ms >= timeoutMs);
  const first = waited.indexOf(false);
  const probes = waited.slice(first).filter(Boolean).length;
  const passedOver = arrival.filter((_, index) => !waited[index]);
  return `## With a first provider that hangs

${arrival.length} messages, one after another, to a channel whose first provider never responds; its time-out is ${timeoutMs} ms. After three failures in a row all functions pass it over (locally for 2 s, then 4, then 8; in AWS for 30 s to 10 minutes), and one message probes it when that time is up.

${formatMarkdownTable(
  ["what", "messages", "median from response to the second provider, ms"],
  [
    ["the first ones, before it is known to be down", first, median(arrival.slice(0, first))],
    ["passed it over", passedOver.length, median(passedOver)],
    [
      "probed it",
      probes,
      probes === 0 ? "–" : median(arrival.slice(first).filter((ms) => ms >= timeoutMs)),
    ],
  ],
)}`;
}

function waitRows(what: string, waits: Waits, floor: Waits): string[][] {
  const row = (part: string, ms: readonly number[], floorMs: readonly number[]) => [
    what,
    part,
    String(median(ms)),
    String(percentile(ms, 0.9)),
    String(percentile(ms, 1)),
    String(median(floorMs)),
    median(floorMs) < minFloorMs ? "–" : ratio(median(ms), median(floorMs)),
  ];
  return [
    row("call to response (202)", waits.call, floor.call),
    row("response to provider", waits.arrival, floor.arrival),
    row("call to provider", sums(waits), sums(floor)),
  ];
}

function sums({ call, arrival }: Waits): number[] {
  return call.map((ms, index) => ms + (arrival[index] ?? 0));
}
