import { Command } from "commander";
import { commands } from "../terminal/commands.ts";
import { LocalProblem } from "./problem.ts";

/** The options of `npm start`. */
export interface StartOptions {
  /** Stop after the demonstration. */
  readonly once: boolean;
  /** Run the demonstration. */
  readonly demo: boolean;
}

/** Reads the command line. Ends the process on `--help` and, with an error, on unknown options. */
export function readStartOptions(argv: readonly string[]): StartOptions {
  return new Command(commands.startWith)
    .description(
      "Runs Herald on this machine: emulator, provider simulator, deploy, demonstration.",
    )
    .option(
      "--once",
      "stop after the demonstration; exit code 0 only if all went as expected",
      false,
    )
    .option("--no-demo", "leave out the demonstration")
    .addHelpText(
      "after",
      `
Environment:
  HERALD_EMULATOR_PORT   the AWS emulator's port (4566)
  HERALD_SIMULATOR_PORT  the provider simulator's port (4580)
  HERALD_FOLDER          where the emulator and everything that a run writes is (.herald)
  AWS_ENDPOINT_URL       an emulator that already runs, to be used instead`,
    )
    .allowExcessArguments(false)
    .parse(argv)
    .opts<StartOptions>();
}

/** The ports of a local run. */
export interface StartPorts {
  readonly emulatorPort: number;
  readonly simulatorPort: number;
}

/**
 * Reads the ports from the environment.
 *
 * @throws LocalProblem when a variable is not a port, or both are the same one.
 */
export function readPorts(): StartPorts {
  const emulatorPort = readPort("HERALD_EMULATOR_PORT", 4566);
  const simulatorPort = readPort("HERALD_SIMULATOR_PORT", 4580);
  if (emulatorPort === simulatorPort) {
    throw new LocalProblem(
      `HERALD_EMULATOR_PORT and HERALD_SIMULATOR_PORT must be two ports, not both ${emulatorPort}`,
    );
  }
  return { emulatorPort, simulatorPort };
}

/**
 * Reads a port from the environment.
 *
 * @throws LocalProblem when the variable is not a port.
 */
function readPort(variable: string, byDefault: number): number {
  const text = process.env[variable] || String(byDefault);
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) {
    return port;
  }
  throw new LocalProblem(`${variable} must be a port from 1 to 65535, not "${text}"`);
}
