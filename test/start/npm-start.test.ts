import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Accepted } from "../../client/herald-client.ts";
import { HeraldClient } from "../../client/herald-client.ts";
import { startEmulator } from "../../local/emulator/emulator.ts";
import { isEmulatorAt } from "../../local/emulator/health.ts";
import { fakeUser } from "../../local/fake-user.ts";
import { projectFolder } from "../../local/paths.ts";
import { isPortFree } from "../../local/ports.ts";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";
import { waitFor } from "../../local/wait-for.ts";
import type { StartSite } from "../support/npm-start.ts";
import {
  functionLinesOf,
  makeStartSite,
  npmStart,
  npmStartByNpm,
  npmStartInTerminal,
  remainsOf,
  untilPrinted,
  untilRunning,
} from "../support/npm-start.ts";

/** A stop takes a second, and more where other tests keep the machine busy; what hangs takes for ever. */
const soonMs = 20_000;

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

let folder: string;
let site: StartSite;

beforeEach(async () => {
  folder = await makeRunFolder("npm-start");
  site = await makeStartSite(join(folder, "herald"));
});

afterEach(async () => {
  await removeFolder(folder);
});

async function untilNothingRemains(): Promise<void> {
  await waitFor(
    "all of it to stop",
    async () => ((await remainsOf(site)).length === 0 ? true : undefined),
    { timeoutMs: soonMs },
  );
}

test("an unknown flag is an error", async () => {
  const { exitCode, all } = await npmStart(site, "--bogus");

  expect(exitCode).toBe(1);
  expect(all).toContain("unknown option '--bogus'");
  expect(await remainsOf(site)).toEqual([]);
});

test("--help says what there is", async () => {
  const { exitCode, all } = await npmStart(site, "--help");

  expect(exitCode).toBe(0);
  for (const word of ["--once", "--no-demo", "HERALD_EMULATOR_PORT", "HERALD_SIMULATOR_PORT"]) {
    expect(all).toContain(word);
  }
});

test("a port that is none is an error", async () => {
  const { exitCode, all } = await npmStart({ ...site, simulatorPort: 70_000 });

  expect(exitCode).toBe(1);
  expect(all).toContain("HERALD_SIMULATOR_PORT must be a port");
});

test.for([
  [
    "both ports the same",
    { HERALD_EMULATOR_PORT: "4999", HERALD_SIMULATOR_PORT: "4999" },
    "HERALD_EMULATOR_PORT and HERALD_SIMULATOR_PORT must be two ports, not both 4999",
  ],
  [
    "a folder that cannot be written",
    { HERALD_FOLDER: import.meta.filename },
    `${import.meta.filename} cannot be written (EEXIST); make it yours, or set HERALD_FOLDER to another folder`,
  ],
  [
    "an emulator at what is no URL",
    { AWS_ENDPOINT_URL: "nonsense" },
    'AWS_ENDPOINT_URL must be a URL, not "nonsense"',
  ],
] as const)("%s is an error of one line", async ([, env, line]) => {
  const { exitCode, stderr } = await npmStart({ ...site, env });

  expect(exitCode).toBe(1);
  expect(stderr.trim()).toBe(line);
  expect(await remainsOf(site)).toEqual([]);
});

test.for(["emulatorPort", "simulatorPort"] as const)(
  "with its %s taken it says so and leaves nothing behind",
  async (name) => {
    const server = createServer((socket) => socket.destroy());
    server.listen(site[name], "127.0.0.1");
    await once(server, "listening");
    const startedAt = Date.now();

    const { exitCode, all } = await npmStart(site, "--once");

    server.close();
    await once(server, "close");
    expect(exitCode).toBe(1);
    expect(all).toContain(`port ${site[name]} is taken`);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(await remainsOf(site)).toEqual([]);
  },
);

test("--once demonstrates everything, ends with 0 and stops all of it; started twice says so", async () => {
  const first = npmStart(site, "--once");
  const details = await untilRunning(site);

  const second = await npmStart(site, "--once");

  expect(second.exitCode).toBe(1);
  expect(second.all).toContain(`already runs here (process ${first.pid})`);
  expect(details).toEqual({
    apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/.+\/local$/),
    apiKey: expect.any(String),
    apiKeys: {
      orders: expect.any(String),
      support: expect.any(String),
      privacy: expect.any(String),
      ops: expect.any(String),
    },
    consoleUrl: `${details.apiUrl}/console`,
    awsEndpoint: `http://127.0.0.1:${site.emulatorPort}`,
    region: "us-east-1",
    stage: "local",
    simulatorUrl: `http://127.0.0.1:${site.simulatorPort}`,
    tables: {
      notifications: "herald-local-notifications",
      providerHealth: "herald-local-provider-health",
    },
    queues: expect.objectContaining({
      sms: {
        url: expect.stringMatching(/\/herald-local-sms$/),
        deadLetterUrl: expect.stringMatching(/\/herald-local-sms-dead-letter$/),
      },
    }),
  });
  const { exitCode, all } = await first;
  expect(all).not.toContain("NOT  ");
  expect(all).toContain("adding fail to the parameter enabled-channels");
  // What it showed is its end: nothing of a service that is gone, and not a line for each resource.
  expect(all.trimEnd().split("\n").at(-1)).toMatch(/^ok {2}sms when it is on again/);
  expect(all.match(/^\[OUTPUT\].*CREATE_COMPLETE/gm) ?? []).toEqual([]);
  // Each line of the functions' log is one that a function wrote, for a reason.
  const lines = (await functionLinesOf(site)).map((line) => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ message: "accepted" }));
  expect(lines.filter(({ level, _aws }) => level === undefined && _aws === undefined)).toEqual([]);
  expect(exitCode).toBe(0);
  expect(await remainsOf(site)).toEqual([]);
});

test("SIGTERM while it deploys stops all of it", async () => {
  const run = npmStart(site, "--no-demo");
  await untilPrinted(run, "cdk deploy");
  const killedAt = Date.now();

  run.kill("SIGTERM");
  const { exitCode } = await run;

  expect(exitCode).toBe(143);
  expect(Date.now() - killedAt).toBeLessThan(soonMs);
  expect(await remainsOf(site)).toEqual([]);
});

test("it stops when npm is ended", async () => {
  const run = npmStartByNpm(site, "--no-demo");
  await untilPrinted(run, "cdk deploy");

  run.kill("SIGTERM");
  await run;

  await untilNothingRemains();
});

test("an emulator that already answers is used and not stopped", async () => {
  const emulator = await startEmulator({ port: site.emulatorPort });
  try {
    const { exitCode, all } = await npmStart(site, "--once", "--no-demo");

    expect(exitCode).toBe(0);
    expect(all).toContain(`using the one that answers at ${emulator.url}`);
    expect(await isEmulatorAt(emulator.url)).toBe(true);
  } finally {
    await emulator.stop();
  }
  expect(await remainsOf(site)).toEqual([]);
});

test("Ctrl-C in a terminal while it deploys stops all of it", async () => {
  const { run, pressCtrlC } = await npmStartInTerminal(site, "--no-demo");
  await untilPrinted(run, "CREATE_COMPLETE");
  const stoppedAt = Date.now();

  pressCtrlC();
  const { exitCode, all } = await run;

  expect(all).toContain("Stopped.");
  expect(exitCode).toBe(130);
  expect(Date.now() - stoppedAt).toBeLessThan(soonMs);
  expect(await remainsOf(site)).toEqual([]);
});

test("closing the terminal stops all of it", async () => {
  const { run } = await npmStartInTerminal(site, "--no-demo");
  await untilPrinted(run, "CREATE_COMPLETE");

  run.kill("SIGKILL");
  await run;

  await untilNothingRemains();
});

test("after a crash, which ends its emulator too, it starts again; Ctrl-C in a terminal stops all of it", async () => {
  const crashed = npmStart(site, "--no-demo");
  await untilPrinted(crashed, "cdk bootstrap");
  crashed.kill("SIGKILL");
  await crashed;
  await waitFor("the crashed one's emulator to end", async () =>
    (await isPortFree(site.emulatorPort)) ? true : undefined,
  );

  const { run, pressCtrlC } = await npmStartInTerminal(site, "--no-demo");
  const details = await untilRunning(site);
  const response = await new HeraldClient(details).post(
    { ...fakeUser("start"), message: "Hi" },
    { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
  );
  await waitFor("an attempt to be logged", async () =>
    (await functionLinesOf(site)).some((line) => line.includes('"attempt"')) ? true : undefined,
  );
  const stoppedAt = Date.now();
  pressCtrlC();
  const { exitCode, all } = await run;

  expect(response.status).toBe(202);
  expect(all).toContain(`curl -i ${details.apiUrl}/v1/notifications`);
  expect(all).toContain(`  ${details.apiUrl}/console`);
  expect(all).toContain("Stopping.");
  expect(exitCode).toBe(0);
  expect(Date.now() - stoppedAt).toBeLessThan(soonMs);
  expect(await remainsOf(site)).toEqual([]);
  // What the functions logged is still there.
  const { id } = response.body as Accepted;
  const logs = await execa(process.execPath, ["cli/herald.ts", "logs", "--id", id], {
    cwd: projectFolder,
    env: { HERALD_FOLDER: site.folder },
  });
  expect(logs.stdout).toMatch(/^\S+ {2}intake {2}accepted {2}.*notificationId=/m);
  expect(logs.stdout).toMatch(/^\S+ {2}channel-\w+ {2}attempt {2}.*status=sent/m);
  for (const line of logs.stdout.split("\n")) {
    expect(line).toContain(`traceId=${traceId}`);
  }
});
