import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** Making a Python environment takes seconds, and more on a busy machine. */
const timeoutMs = 240_000;

let folder = "";

/** The package index is a folder with one wheel. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "herald-install-"));
  vi.stubEnv("HERALD_FOLDER", join(folder, "installed"));
  vi.stubEnv("PIP_NO_INDEX", "1");
  vi.stubEnv("PIP_FIND_LINKS", folder);
  const described = "herald_probe-1.0.dist-info";
  const files = {
    "herald_probe.py": "said = 'hello'",
    [`${described}/METADATA`]: "Metadata-Version: 2.1\nName: herald-probe\nVersion: 1.0",
    [`${described}/WHEEL`]: "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any",
    [`${described}/RECORD`]: "",
  };
  await mkdir(join(folder, described));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), `${text}\n`);
  }
  const wheel = "herald_probe-1.0-py3-none-any.whl";
  const zip = ["-m", "zipfile", "-c", wheel, "herald_probe.py", described];
  const { findPython } = await import("../../local/python/find-python.ts");
  await execa(await findPython(), zip, { cwd: folder });
}, timeoutMs);

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test(
  "a tool whose file has another hash than is pinned is not installed, and nothing of it stays",
  async () => {
    const { installPythonTool } = await import("../../local/python/install-tool.ts");
    const requirements = join(folder, "requirements.txt");
    await writeFile(requirements, `herald-probe==1.0 --hash=sha256:${"0".repeat(64)}\n`);
    const tool = { name: "herald-probe", module: "herald_probe", requirements };
    await expect(installPythonTool(tool, () => {})).rejects.toThrow("DO NOT MATCH THE HASHES");
    const left = await readdir(join(folder, "installed"), { recursive: true });
    expect(left.filter((name) => name.includes("herald"))).toEqual([]);
  },
  timeoutMs,
);
