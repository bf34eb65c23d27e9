import type { BehaviorSettings } from "../../../local/simulator/behaviors.ts";
import type { ReceivedMessage } from "../../../local/simulator/received-messages.ts";

/** Sets how the simulator plays a provider. */
export async function setBehavior(
  simulatorUrl: string,
  provider: string,
  settings: BehaviorSettings,
): Promise<void> {
  const response = await fetch(`${simulatorUrl}/_control/${provider}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(settings),
  });
  if (!response.ok) {
    throw new Error(await response.text());
  }
}

/** Forgets behaviors and received messages. */
export async function resetSimulator(simulatorUrl: string): Promise<void> {
  await fetch(`${simulatorUrl}/_control`, { method: "DELETE" });
  await fetch(`${simulatorUrl}/_received`, { method: "DELETE" });
}

/** The messages that providers took. */
export async function receivedMessages(simulatorUrl: string): Promise<ReceivedMessage[]> {
  const response = await fetch(`${simulatorUrl}/_received`);
  return (await response.json()) as ReceivedMessage[];
}
