import * as z from "zod/mini";
import { json } from "../core/json-text.ts";
import { providerOf } from "../core/provider-account.ts";
import { listOf } from "./list-of.ts";

/** A channel's provider accounts, as its parameter has them. */
export interface ProviderList {
  /** By name, in the order in which they stand. */
  readonly accounts: readonly string[];
  /** What part of the deliveries each account gets first, where the parameter says so. */
  readonly weights?: Readonly<Record<string, number>>;
}

/**
 * A schema for a channel's accounts: names with commas between them, `twilio,sms-voice`, or JSON with each
 * one's weight, `{"twilio":80,"sms-voice":20}`. An account is one of the providers, or its name begins with
 * one's id and a dash: `twilio-otp`.
 *
 * @param providers ids of the providers that the channel may use.
 */
export function providerListOf(providers: readonly string[]): z.ZodMiniType<ProviderList, string> {
  const isAccount = (name: string) => providerOf(name, providers) !== undefined;
  const detail = `must be one of ${providers.join(", ")}, or an account of one, as ${providers[0]}-otp`;
  const names = listOf(providers, isAccount, detail);
  const weights = json(weightsOf(isAccount));
  return z.pipe(
    z.string(),
    z.transform((text, { issues }): ProviderList => {
      const isWeighted = text.trimStart().startsWith("{");
      const read = isWeighted ? z.safeParse(weights, text) : z.safeParse(names, text);
      if (!read.success) {
        const faults = read.error.issues.map((issue) => ({ ...issue, input: text }));
        issues.push(...(faults as z.core.$ZodRawIssue[]));
        return z.NEVER;
      }
      return Array.isArray(read.data)
        ? { accounts: read.data }
        : { accounts: Object.keys(read.data), weights: read.data };
    }),
  );
}

/** Weights compare with each other alone; an account of weight 0 is for when no other works. */
function weightsOf(isAccount: (name: string) => boolean) {
  const detail = "must be a weight from 0 to 1000000";
  const weight = z.number(detail).check(z.gte(0, detail), z.lte(1_000_000, detail));
  return z.record(z.string(), weight, { error: "must hold each account's weight" }).check(
    ({ value, issues }) => {
      const keys = Object.keys(value).filter((name) => !isAccount(name));
      if (keys.length > 0) {
        issues.push({ code: "unrecognized_keys", keys, input: value });
      }
    },
    z.refine((all) => Object.values(all).some((each) => each !== 0), {
      error: "must give an account a weight above 0",
    }),
  );
}
