import type { FastifyInstance } from "fastify";
import * as z from "zod";
import { controlSchema } from "./behaviors.ts";
import type { SimulatorState } from "./provider-route.ts";
import { webhooksSchema } from "./receipts.ts";

/** Serves `/_control`, `/_received` and `/_webhooks`. */
export function addControlRoutes(app: FastifyInstance, state: SimulatorState): void {
  const { controls, quotas, received } = state;
  app.put<{ Params: { provider: string } }>("/_control/:provider", (request, reply) => {
    const { provider } = request.params;
    const known = Object.keys(controls.all());
    if (!known.includes(provider)) {
      return reply.code(404).send({ error: `no provider ${provider}; there are: ${known}` });
    }
    const control = controlSchema.safeParse(request.body);
    if (!control.success) {
      return reply.code(400).send({ error: z.prettifyError(control.error) });
    }
    controls.set(provider, control.data);
    return reply.send(control.data);
  });
  app.get("/_control", () => controls.all());
  app.delete("/_control", (_request, reply) => {
    controls.clear();
    quotas.clear();
    return reply.code(204).send();
  });
  app.put("/_webhooks", (request, reply) => {
    const webhooks = webhooksSchema.safeParse(request.body);
    if (!webhooks.success) {
      return reply.code(400).send({ error: z.prettifyError(webhooks.error) });
    }
    state.publicUrl = webhooks.data.publicUrl;
    return reply.code(204).send();
  });
  app.get("/_received", () => received.all());
  app.delete("/_received", (_request, reply) => {
    received.clear();
    return reply.code(204).send();
  });
}
