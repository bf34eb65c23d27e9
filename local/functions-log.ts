import { join } from "node:path";
import { heraldFolder } from "./paths.ts";

/** What functions of `npm start` log, from its start on; it stays when it stops. At 10 MB it becomes `.1`. */
export const functionsLogFile = join(heraldFolder, "functions.log");
