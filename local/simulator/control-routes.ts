import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Controls } from "./behaviors.ts";
import { controlSchema } from "./behaviors.ts";
import type { ReceivedMessages } from "./received-messages.ts";

/** Serves `/_control` and `/_received`. */
export function addControlRoutes(
  app: FastifyInstance,
  controls: Controls,
  received: ReceivedMessages,
): void {
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
    return reply.code(204).send();
  });
  app.get("/_received", () => received.all());
  app.delete("/_received", (_request, reply) => {
    received.clear();
    return reply.code(204).send();
  });
}
