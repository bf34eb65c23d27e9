import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { Controls } from "./behaviors.ts";
import { addControlRoutes } from "./control-routes.ts";
import type { SimulatorState } from "./provider-route.ts";
import { addProviderRoute, record } from "./provider-route.ts";
import { Quotas } from "./quotas.ts";
import { ReceivedMessages } from "./received-messages.ts";
import type { NamedServer, RunningServer } from "./simulated-provider.ts";
import { simulatedProviders } from "./simulated-providers.ts";
import { createTwoProtocolServer } from "./two-protocol-server.ts";

/** A running simulator. */
export interface Simulator {
  /** Its address without a slash at the end, e.g. `http://127.0.0.1:4580`. */
  readonly url: string;
  /** Where the providers of other protocols are, by their ids. */
  readonly serverUrls: Readonly<Record<string, string>>;
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
  const servers = await startServers(state);
  return {
    url,
    serverUrls: Object.fromEntries(servers.map((each) => [each.id, each.url])),
    close: async () => {
      await Promise.all([app.close(), ...servers.map((server) => server.close())]);
    },
  };
}

/** Starts the providers of other protocols, each at a free port. */
async function startServers(state: SimulatorState): Promise<(RunningServer & { id: string })[]> {
  const { controls, quotas, received } = state;
  return await Promise.all(
    simulatedProviders
      .filter((provider): provider is NamedServer => "start" in provider)
      .map(async ({ id, start }) => {
        const running = await start({
          control: () => controls.get(id),
          reserve: () => quotas.reserve(id, controls.get(id).perSecond),
          record: (message, providerMessageId) => record(received, id, message, providerMessageId),
        });
        return { id, ...running };
      }),
  );
}

/** In a scope of their own, where bodies stay bytes: each provider reads its own format. */
function addProviderRoutes(scope: FastifyInstance, state: SimulatorState): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });
  for (const provider of simulatedProviders) {
    if (!("start" in provider)) {
      addProviderRoute(scope, provider, state);
    }
  }
}
