import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { Controls } from "./behaviors.ts";
import { addControlRoutes } from "./control-routes.ts";
import type { SimulatorState } from "./provider-route.ts";
import { addProviderRoute } from "./provider-route.ts";
import { Quotas } from "./quotas.ts";
import { ReceivedMessages } from "./received-messages.ts";
import { simulatedProviders } from "./simulated-providers.ts";
import { createTwoProtocolServer } from "./two-protocol-server.ts";

/** A running simulator. */
export interface Simulator {
  /** Its address without a slash at the end, e.g. `http://127.0.0.1:4580`. */
  readonly url: string;
  /** Stops it, calls that hang included. */
  close(): Promise<void>;
}

/** How many messages `/_received` keeps. */
const receivedLimit = 10_000;

/** More than any provider's own limit, which it then reports itself. */
const bodyLimit = 64 * 1024 * 1024;

/**
 * Starts the provider simulator on 127.0.0.1, over HTTP/1 and HTTP/2: the providers' wire protocols at `/<provider>/…`,
 * their faults and receipts at `/_control`, the messages that they took at `/_received`, and where
 * their webhooks go at `/_webhooks`.
 *
 * @param options.port 0 for any free port.
 * @param options.awsEndpoint the emulator to which calls of AWS providers are passed on; without
 *   it they answer 503.
 * @throws when the port is taken (`EADDRINUSE`).
 */
export async function startSimulator(options: {
  port: number;
  awsEndpoint?: string;
}): Promise<Simulator> {
  const state: SimulatorState = {
    controls: new Controls(simulatedProviders.map(({ id }) => id)),
    quotas: new Quotas(),
    received: new ReceivedMessages(receivedLimit),
    awsEndpoint: options.awsEndpoint,
    publicUrl: undefined,
  };
  const app = fastify({
    bodyLimit,
    forceCloseConnections: true,
    serverFactory: createTwoProtocolServer,
    routerOptions: { ignoreTrailingSlash: true },
  });
  addControlRoutes(app, state);
  await app.register(async (scope) => addProviderRoutes(scope, state));
  const url = await app.listen({ host: "127.0.0.1", port: options.port });
  return { url, close: async () => app.close() };
}

/** In a scope of their own, where bodies stay bytes: each provider reads its own format. */
function addProviderRoutes(scope: FastifyInstance, state: SimulatorState): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  for (const provider of simulatedProviders) {
    addProviderRoute(scope, provider, state);
  }
}
