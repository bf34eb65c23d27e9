import { join } from "node:path";
import { execa } from "execa";
import { installPythonTool } from "../../../local/python/install-tool.ts";

/** The cfn-lint release that the templates are checked with. */
const cfnLint = {
  name: "cfn-lint",
  module: "cfnlint",
  requirements: join(import.meta.dirname, "requirements.txt"),
} as const;

/** The CDK has a function wait for its role, which naming the role does already. */
const ignored = "W3005";

/** The package cannot be run by its name; its command calls this. */
const command = "import sys; from cfnlint.runner import main; sys.exit(main())";

interface Match {
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
  readonly Message: string;
}

/** Makes sure that cfn-lint is installed; returns the path of the Python that has it. */
export function installCfnLint(): Promise<string> {
  return installPythonTool(cfnLint, () => {});
}

/**
 * Checks a template by CloudFormation's own schemas.
 *
 * https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md
 *
 * @param python what `installCfnLint` returned.
 * @param file the template's path.
 * @returns what is against it: `E3034 Resources/Queue/Properties/VisibilityTimeout: 43201 is …`.
 */
export async function lintTemplate(
  python: string,
  file: string,
  region: string,
): Promise<readonly string[]> {
  const options = ["--format", "json", "--ignore-checks", ignored, "--regions", region];
  const { stdout, stderr } = await execa(python, ["-c", command, ...options, "--template", file], {
    reject: false,
  });
  if (stdout === "") {
    throw new Error(`cfn-lint failed: ${stderr}`);
  }
  return (JSON.parse(stdout) as readonly Match[]).map(
    ({ Rule, Location, Message }) => `${Rule.Id} ${Location.Path?.join("/")}: ${Message}`,
  );
}
