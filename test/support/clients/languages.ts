import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { installPythonTool } from "../../../local/python/install-tool.ts";
import { toolsFolder } from "../tools-folder.ts";

/** A language that docs/clients.md has programs in. */
export interface Language {
  readonly name: string;
  /** The program that sends. */
  readonly send: string;
  /** The program that lists a user's notifications, where a client is generated. */
  readonly history?: string;
  /** Says what it lacks on this machine, if anything. */
  missing(): Promise<string | undefined>;
  /**
   * Generates a client from `openapi.json` in the folder, and compiles it with the programs there.
   *
   * @returns how to run a program.
   */
  prepare(folder: string): Promise<(program: string) => Command>;
}

/** A command with what it needs besides this process's environment. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const typescript: Language = {
  name: "TypeScript",
  send: "send.ts",
  history: "history.ts",
  missing: async () => undefined,
  prepare: async (folder) => {
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await symlink(join(toolsFolder, "node_modules"), join(folder, "node_modules"));
    const tool = (name: string, ...args: string[]) =>
      execa(name, args, { cwd: folder, preferLocal: true, localDir: toolsFolder });
    await tool("openapi-typescript", "openapi.json", "--output", "herald.d.ts");
    const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes"];
    const modules = ["--module", "nodenext", "--target", "es2024"];
    await tool("tsc", ...options, ...modules, "send.ts", "history.ts");
    return (program) => ({ file: process.execPath, args: [program] });
  },
};

const python: Language = {
  name: "Python",
  send: "send.py",
  history: "history.py",
  missing: async () => undefined,
  prepare: async (folder) => {
    const requirements = join(import.meta.dirname, "python/requirements.txt");
    const command = await installPythonTool(
      {
        name: "openapi-python-client",
        module: "openapi_python_client",
        requirements,
        oldestMinor: 11,
      },
      () => {},
    );
    // The generator formats what it writes by a command beside it.
    const env = { PATH: `${dirname(command)}:${process.env["PATH"]}` };
    const generate = ["generate", "--fail-on-warning", "--path", "openapi.json"];
    const output = ["--meta", "none", "--output-path", "herald_client"];
    const generator = join(dirname(command), "openapi-python-client");
    await execa(command, [generator, ...generate, ...output], { cwd: folder, env });
    await execa(command, ["-m", "compileall", "-q", "."], { cwd: folder });
    return (program) => ({ file: command, args: [program] });
  },
};

/** What a language needs of the machine. */
interface Needed {
  readonly what: string;
  readonly oldest: string;
  /** Prints the version that is there. */
  readonly question: readonly [file: string, ...args: string[]];
  /** Finds the version in what is printed. */
  readonly pattern: RegExp;
}

async function lackOf({ what, oldest, question, pattern }: Needed): Promise<string | undefined> {
  const [file, ...args] = question;
  const { stdout = "" } = await execa(file, args, { reject: false });
  const version = pattern.exec(stdout)?.[1];
  return version !== undefined && oldest.localeCompare(version, "en", { numeric: true }) <= 0
    ? undefined
    : `${what} ${oldest} or later is not on this machine`;
}

/** The toolchain of this machine, and none that it would fetch. */
const goEnvironment = { GOTOOLCHAIN: "local", GOFLAGS: "" };

const go: Language = {
  name: "Go",
  send: "send/main.go",
  history: "history/main.go",
  missing: async () => {
    const module = await readFile(join(import.meta.dirname, "go/go.mod"), "utf8");
    const [, oldest = ""] = /^go (\S+)$/m.exec(module) ?? [];
    return lackOf({
      what: "Go",
      oldest,
      question: ["go", "env", "GOVERSION"],
      pattern: /^go(\S+)/,
    });
  },
  prepare: async (folder) => {
    await cp(join(import.meta.dirname, "go"), folder, { recursive: true });
    const run = (...args: string[]) => execa("go", args, { cwd: folder, env: goEnvironment });
    await mkdir(join(folder, "herald"));
    const options = ["-package", "herald", "-generate", "types,client", "-o", "herald/herald.go"];
    await run("tool", "oapi-codegen", ...options, "openapi.json");
    await run("vet", "./...");
    return (program) => ({
      file: "go",
      args: ["run", `./${dirname(program)}`],
      env: goEnvironment,
    });
  },
};

/** A language whose program needs nothing generated. */
function plain(name: string, send: string, file: string, needed: Needed): Language {
  return {
    name,
    send,
    missing: () => lackOf(needed),
    prepare: async () => (program) => ({ file, args: [program] }),
  };
}

/** The languages of docs/clients.md. */
export const languages: readonly Language[] = [
  typescript,
  python,
  go,
  plain("curl", "send.sh", "sh", {
    what: "curl",
    // It knows Retry-After.
    oldest: "7.66",
    question: ["curl", "--version"],
    pattern: /^curl (\S+)/,
  }),
  plain("Java", "Send.java", "java", {
    what: "Java",
    oldest: "17",
    question: ["java", "--version"],
    pattern: /^\S+ (\S+)/,
  }),
  plain("PHP", "send.php", "php", {
    what: "PHP with its curl extension",
    oldest: "8.0",
    question: ["php", "-r", "echo function_exists('curl_init') ? PHP_VERSION : '';"],
    pattern: /^(\S+)/,
  }),
];
