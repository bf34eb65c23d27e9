import { isPortFree } from "../ports.ts";
import { LocalProblem } from "../problem.ts";
import { isEmulatorAt } from "./health.ts";

/**
 * Looks for an emulator that already runs, at `AWS_ENDPOINT_URL` or at the port.
 *
 * @returns its endpoint, or `undefined` when one is to be started at the port.
 * @throws LocalProblem when something else uses the port, or nothing answers at `AWS_ENDPOINT_URL`.
 */
export async function findRunningEmulator(port: number): Promise<string | undefined> {
  const configured = process.env["AWS_ENDPOINT_URL"];
  if (configured) {
    const url = onLoopbackAddress(configured);
    if (await isEmulatorAt(url)) {
      return url;
    }
    throw new LocalProblem(`no AWS emulator answers at AWS_ENDPOINT_URL (${configured})`);
  }
  const url = `http://127.0.0.1:${port}`;
  if (await isPortFree(port)) {
    return undefined;
  }
  if (await isEmulatorAt(url)) {
    return url;
  }
  throw new LocalProblem(
    `port ${port} is taken by something that is no AWS emulator; free it or set HERALD_EMULATOR_PORT`,
  );
}

/** With a host name, S3 clients would look up a host named after the bucket. */
function onLoopbackAddress(endpoint: string): string {
  if (!URL.canParse(endpoint)) {
    throw new LocalProblem(`AWS_ENDPOINT_URL must be a URL, not "${endpoint}"`);
  }
  const url = new URL(endpoint);
  if (url.hostname === "localhost") {
    url.hostname = "127.0.0.1";
  }
  return url.origin;
}
