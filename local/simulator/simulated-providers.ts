import { messenger } from "./providers/messenger.ts";
import { pushy } from "./providers/pushy.ts";
import { sendgrid } from "./providers/sendgrid.ts";
import { ses } from "./providers/ses.ts";
import { sns } from "./providers/sns.ts";
import { twilio } from "./providers/twilio.ts";
import type { SimulatedProvider } from "./simulated-provider.ts";

/** Every provider that the simulator plays, one line each. */
export const simulatedProviders: readonly SimulatedProvider[] = [
  messenger,
  pushy,
  sendgrid,
  ses,
  sns,
  twilio,
];
