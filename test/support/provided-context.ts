import "vitest";
import type { LocalDetails } from "../../local/local-details.ts";

declare module "vitest" {
  /** What the global set-ups provide to their tests; read with `inject`. */
  export interface ProvidedContext {
    /** The emulator's endpoint, e.g. `http://127.0.0.1:21234`. */
    awsEndpoint: string;
    /** The deployed Herald of the end-to-end tests. */
    local: LocalDetails;
  }
}
