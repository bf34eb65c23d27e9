import { channelSwitch } from "./channel-switch.ts";
import { deadLetter } from "./dead-letter.ts";
import { devices } from "./devices.ts";
import { failover } from "./failover.ts";
import { laterAttempt } from "./later-attempt.ts";
import { orderMail } from "./order-mail.ts";
import type { Scenario } from "./scenario.ts";
import { threeChannels } from "./three-channels.ts";
import { throttle } from "./throttle.ts";
import { webhook } from "./webhook.ts";

const failing = deadLetter();

/** The demonstration, in its order. */
export const scenarios: readonly Scenario[] = [
  threeChannels,
  failing.begins,
  orderMail,
  devices,
  webhook,
  failover,
  laterAttempt,
  throttle,
  failing.ends,
  channelSwitch,
];
