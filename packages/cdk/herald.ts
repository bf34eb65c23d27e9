#!/usr/bin/env node
import { commands } from "../../terminal/commands.ts";
import { runOnNode24 } from "./node-24.ts";

/** The command `herald` of the package: `herald start` is the checkout's `npm start`. */
if (process.argv[2] !== "start") {
  await import("../../cli/herald.ts");
} else if (Number.parseInt(process.versions.node, 10) < 24) {
  process.exit(await runOnNode24(commands.start));
} else {
  process.argv.splice(2, 1);
  await import("../../local/start.ts");
}
