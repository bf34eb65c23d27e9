import * as z from "zod";

const schema = z.object({
  /** The bucket that templates are pushed into. */
  bucket: z.string().min(1),
  /** The hash of the set that is deployed. */
  hash: z.string().min(1),
});

/** What a stack says of its templates to the command line, in the parameter `templatesParameter`. */
export type DeployedTemplates = z.infer<typeof schema>;

/** Reads the parameter; `undefined` where it holds something else. */
export function readDeployedTemplates(text: string): DeployedTemplates | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
