import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { buildCdkPackage } from "./cdk-package.ts";
import { buildClientPackage } from "./client-package.ts";
import { compileDeclarations } from "./declarations.ts";
import { BuildFolders } from "./paths.ts";

/** Builds the npm packages into `dist`, or into the folder that is named. */
const folders = new BuildFolders(resolve(process.argv[2] ?? "dist"));
for (const folder of [folders.package("client"), folders.package("cdk")]) {
  rmSync(folder, { recursive: true, force: true });
}
try {
  compileDeclarations(folders);
  await buildClientPackage(folders);
  await buildCdkPackage(folders);
} finally {
  rmSync(folders.temporary, { recursive: true, force: true });
}
