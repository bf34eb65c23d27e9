import { installPythonTool } from "../../../local/python/install-tool.ts";

/** The schemathesis release that the API is tested with. */
const schemathesis = {
  folder: "schemathesis",
  name: "schemathesis",
  version: "4.32.5",
  module: "schemathesis",
} as const;

/** Makes sure that schemathesis is installed; returns the path of the Python that has it. */
export function installSchemathesis(): Promise<string> {
  return installPythonTool(schemathesis, () => {});
}
