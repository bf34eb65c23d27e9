import { rmSync } from "node:fs";
import { buildCdkPackage } from "./cdk-package.ts";
import { buildClientPackage } from "./client-package.ts";
import { compileDeclarations } from "./declarations.ts";
import { buildFolder, distFolder } from "./paths.ts";

/** Builds the npm packages into `dist`. */
for (const folder of [buildFolder, distFolder]) {
  rmSync(folder, { recursive: true, force: true });
}
compileDeclarations();
await buildClientPackage();
await buildCdkPackage();
