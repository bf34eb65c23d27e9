import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

/** Makes one declaration file of a compiled one and those that it imports, save of other packages. */
export async function bundleDeclarations(input: string, file: string): Promise<void> {
  const bundle = await rolldown({
    input,
    external: /^(?:aws-cdk-lib|constructs|zod)(?:\/|$)/,
    plugins: [dts({ dtsInput: true, emitDtsOnly: true, tsconfig: false })],
  });
  await bundle.write({ file });
  await bundle.close();
}
