import { join } from "node:path";
import { projectFolder } from "../../local/paths.ts";

/** Has the tools that are installed apart from the project's packages, by `npm run tools`. */
export const toolsFolder = join(projectFolder, "packages", "tools");
