import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { waitFor } from "../../../local/wait-for.ts";
import { apiEvent } from "../../support/api-event.ts";

/** Stands where providers call back, and keeps what they say as the events that API Gateway makes. */
export async function startCallbackCatcher() {
  const caught: APIGatewayProxyEvent[] = [];
  const server = createServer(async (request, response) => {
    const { url = "", headers } = request;
    const [, version, , provider, ids] = url.split("/");
    const resource = `/${version}/receipts/${provider}${ids === undefined ? "" : "/{ids}"}`;
    const event = apiEvent({
      resource,
      body: await text(request),
      headers: headers as Record<string, string>,
      ...(ids !== undefined && { pathParameters: { ids } }),
    });
    caught.push(event);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Waits for the next callbacks. */
    async next(count: number): Promise<readonly APIGatewayProxyEvent[]> {
      await waitFor("the callbacks", async () => (caught.length >= count ? true : undefined));
      return caught.splice(0, count);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
