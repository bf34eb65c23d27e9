import * as z from "zod/mini";

/** The console function's environment: it needs none. */
export const consoleEnvironment = z.object({});
