import { ssmParameters } from "../../lambdas/adapters/ssm-parameters.ts";
import { DependencyUnavailable } from "../../lambdas/core/ports/unavailable.ts";
import { readTolerantly } from "../../lambdas/settings/read-tolerantly.ts";
import type { Setting } from "../../lambdas/settings/setting.ts";
import type { Target } from "../target.ts";

/**
 * Reads one setting of a stage. A parameter that is wrong or cannot be read is another check's finding:
 * functions then go by the setting's fallback, if they know no better.
 */
export async function readSetting<Value>(
  { ssm, parameterPrefix }: Target,
  { name, schema, fallback }: Setting<Value>,
): Promise<Value> {
  const text = await readText(ssm, `${parameterPrefix}/${name}`);
  const reading = text === undefined ? undefined : readTolerantly(schema, text);
  return reading !== undefined && "value" in reading ? (reading.value as Value) : fallback;
}

async function readText(ssm: Target["ssm"], name: string): Promise<string | undefined> {
  try {
    const found = (await ssmParameters(ssm)([name])).get(name);
    return typeof found === "string" ? found : undefined;
  } catch (error) {
    if (error instanceof DependencyUnavailable) {
      return undefined;
    }
    throw error;
  }
}
