import { Parameters } from "./parameters.ts";
import { hasSecrets, localProviderSettings } from "./simulator/settings.ts";
import type { Simulator } from "./simulator/simulator.ts";
import { SimulatorClient } from "./simulator-client.ts";

/** Writes the settings by which every provider talks to the simulator. */
export async function putProviderSettings(
  awsEndpoint: string,
  { url, serverUrls }: Pick<Simulator, "url" | "serverUrls">,
): Promise<void> {
  const parameters = new Parameters(awsEndpoint);
  for (const [provider, settings] of Object.entries(localProviderSettings(url, serverUrls))) {
    const type = hasSecrets(provider) ? "SecureString" : "String";
    await parameters.put(`providers/${provider}`, JSON.stringify(settings), type);
  }
}

/** Tells Herald, and the simulated providers, where the API is to be called back. */
export async function putPublicUrl(
  awsEndpoint: string,
  simulatorUrl: string,
  apiUrl: string,
): Promise<void> {
  await new Parameters(awsEndpoint).put("public-url", apiUrl, "String");
  await new SimulatorClient(simulatorUrl).callBackTo(apiUrl);
}
