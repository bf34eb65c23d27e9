import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { projectFolder } from "../../../local/paths.ts";
import { isAlive } from "../../../local/processes.ts";
import { waitFor } from "../../../local/wait-for.ts";

const module = pathToFileURL(`${projectFolder}/terminal/stop-signal.ts`).href;

/** Says when it is asked to stop, and goes on all the same. */
const program = `
import { listenForStop } from ${JSON.stringify(module)};
listenForStop().addEventListener("abort", () => console.log("asked to stop"));
process.stdin.on("data", () => console.log("still here"));
console.log("ready");
`;

test("a Ctrl-C that comes twice is one; a later one ends the process at once", async () => {
  const run = execa(process.execPath, ["--input-type=module", "-e", program], { reject: false });
  onTestFinished(() => {
    run.kill("SIGKILL");
  });
  await once(run.stdout, "data");

  run.kill("SIGINT");
  await once(run.stdout, "data");
  run.kill("SIGINT");
  run.stdin.write("?");
  await once(run.stdout, "data");

  await waitFor("the process to end", async () => {
    run.kill("SIGINT");
    return isAlive(run.pid ?? 0) ? undefined : true;
  });
  const { stdout, signal } = await run;
  expect(signal).toBe("SIGINT");
  expect(stdout).toBe("ready\nasked to stop\nstill here");
});
