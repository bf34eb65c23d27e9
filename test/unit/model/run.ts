import { parseArgs } from "node:util";
import { execa } from "execa";

/** `npm run model -- --runs 50000`: the model-based test, longer, or again from a seed and path. */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "50000" },
    seed: { type: "string" },
    path: { type: "string" },
  },
});

const { exitCode = 1 } = await execa("vitest", ["run", "--project", "unit", "test/unit/model"], {
  preferLocal: true,
  reject: false,
  stdio: "inherit",
  env: {
    HERALD_MODEL_RUNS: values.runs,
    ...(values.seed && { HERALD_MODEL_SEED: values.seed }),
    ...(values.path && { HERALD_MODEL_PATH: values.path }),
  },
});
process.exitCode = exitCode;
