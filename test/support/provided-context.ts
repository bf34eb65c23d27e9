import "vitest";

declare module "vitest" {
  /** What the global set-ups give to their tests; read with `inject`. */
  export interface ProvidedContext {
    /** The emulator's endpoint, e.g. `http://127.0.0.1:21234`. */
    awsEndpoint: string;
  }
}
