import { execa } from "execa";
import { emulatorEnvironment } from "../local/aws.ts";
import type { Bundle } from "./bundles.ts";

/** Notes each file that Node loads, and prints them. */
const program = `
  import { registerHooks } from "node:module";
  import { fileURLToPath } from "node:url";
  const loaded = [];
  registerHooks({
    load(url, context, nextLoad) {
      if (url.startsWith("file:")) loaded.push(fileURLToPath(url));
      return nextLoad(url, context);
    },
  });
  const { handler } = await import(process.argv[1]);
  if (process.argv[2]) {
    await handler(JSON.parse(process.argv[2]), { getRemainingTimeInMillis: () => 10_000 });
  }
  console.log(JSON.stringify(loaded));
`;

/**
 * Starts a function in a process of its own; returns the files that it evaluates as it starts.
 *
 * @param event what it is invoked with then, so that they are those of an invocation too.
 */
export async function filesEvaluated(
  bundle: Bundle,
  variables: Readonly<Record<string, string>>,
  event?: object,
): Promise<string[]> {
  const { stdout } = await execa(
    process.execPath,
    ["--input-type=module", "--eval", program, bundle.index, event ? JSON.stringify(event) : ""],
    {
      env: { ...emulatorEnvironment("http://127.0.0.1"), ...variables },
      extendEnv: false,
    },
  );
  return JSON.parse(stdout) as string[];
}
