import { join } from "node:path";
import { installPythonTool } from "../../../local/python/install-tool.ts";

/** The schemathesis release that the API is tested with. */
const schemathesis = {
  name: "schemathesis",
  module: "schemathesis",
  requirements: join(import.meta.dirname, "requirements.txt"),
  oldestMinor: 11,
} as const;

/** Makes sure that schemathesis is installed; returns the path of the Python that has it. */
export function installSchemathesis(): Promise<string> {
  return installPythonTool(schemathesis, () => {});
}
