import { Quotas } from "../simulator/quotas.ts";
import type { AwsCall, HandleCall, ProxiedResponse } from "./aws-proxy.ts";
import type { LimitedService } from "./throttled-responses.ts";
import { accessDenied, tooFast, unprocessed } from "./throttled-responses.ts";

/** AWS's limits that are in force. What is left out is not. */
export interface Switches {
  /**
   * SSM calls that are taken within any second; AWS's default is 40.
   *
   * @see https://docs.aws.amazon.com/general/latest/gr/ssm.html#limits_ssm
   */
  readonly ssmPerSecond?: number;
  /** Services that throttle every call. */
  readonly throttled?: readonly Exclude<LimitedService, "SSM">[];
  /** The share of conditional writes that are made and whose response is lost, 0 to 1. */
  readonly lostResponses?: number;
  /**
   * Parameters that functions may not decrypt, by the ends of their names: `providers/twilio`. A call
   * that asks for one of them fails as a whole.
   *
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
   */
  readonly denied?: readonly string[];
}

/** The limits by what they come to. */
export type Limit = `${LimitedService} throttled` | "write's response lost" | "parameter denied";

/** AWS's limits as switches, for a proxy between functions and the emulator, which has none. */
export class AwsLimits {
  readonly #quotas = new Quotas();
  readonly #random: () => number;
  #switches: Switches = {};
  /** How often each limit was hit. */
  readonly hits = new Map<Limit, number>();

  /** @param random at least 0, below 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Switches on what is named, and all else off. */
  set(switches: Switches): void {
    this.#switches = switches;
  }

  /** Lets a call meet the limits. */
  readonly handle: HandleCall = async (call, passOn) => {
    const refusal = this.#refusalOf(call);
    if (refusal !== undefined) {
      return refusal;
    }
    const response = await passOn();
    const { lostResponses = 0 } = this.#switches;
    if (isConditionalWrite(call) && this.#random() < lostResponses) {
      this.#hit("write's response lost");
      return "reset";
    }
    return response;
  };

  #refusalOf(call: AwsCall): ProxiedResponse | undefined {
    const { ssmPerSecond, throttled = [], denied = [] } = this.#switches;
    const [service = ""] = call.operation.split(".");
    if (service === "SSM") {
      return this.#ssmRefusal(call, ssmPerSecond, denied);
    }
    const isThrottled = throttled.find((one) => one === service);
    if (isThrottled === undefined) {
      return undefined;
    }
    this.#hit(`${isThrottled} throttled`);
    // Of a batch AWS may also take none, and say so of each part.
    const parts = this.#random() < 0.5 ? unprocessed(call) : undefined;
    return parts ?? tooFast[isThrottled](this.#random());
  }

  #ssmRefusal(
    { input }: AwsCall,
    perSecond: number | undefined,
    denied: readonly string[],
  ): ProxiedResponse | undefined {
    if (this.#quotas.reserve("SSM", perSecond) === undefined) {
      this.#hit("SSM throttled");
      return tooFast.SSM(this.#random());
    }
    const { Names = [], WithDecryption } = input as { Names?: string[]; WithDecryption?: boolean };
    const isDenied = Names.some((name) => denied.some((end) => name.endsWith(`/${end}`)));
    if (!WithDecryption || !isDenied) {
      return undefined;
    }
    this.#hit("parameter denied");
    return accessDenied();
  }

  #hit(limit: Limit): void {
    this.hits.set(limit, (this.hits.get(limit) ?? 0) + 1);
  }
}

function isConditionalWrite({ operation, input }: AwsCall): boolean {
  const isWrite = /^DynamoDB\.(Put|Update|Delete|TransactWrite)/.test(operation);
  return isWrite && JSON.stringify(input).includes('"ConditionExpression":');
}
