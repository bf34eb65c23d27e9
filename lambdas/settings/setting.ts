import type * as z from "zod/mini";
import type { ConfigurationUnavailable } from "../core/ports/unavailable.ts";
import type { ParameterCache } from "./parameter-cache.ts";

/** The functions that read settings; `channel` is every channel's function. */
export type SettingReader = "intake" | "operations" | "channel" | "receipts" | "deployment";

/** One SSM parameter of a stage. */
export interface Setting<Value> {
  /** Below `/herald/<stage>/`: `channels/sms/providers`. */
  readonly name: string;
  /** Parameters of the same kind that only the deployer makes: what their names are like, for a permission. */
  readonly siblings?: string;
  readonly type: "String" | "StringList" | "SecureString";
  /** Its place in the stack: another one makes CloudFormation replace the parameter. */
  readonly constructId: string;
  /**
   * What it holds. Where it changes, the next deployment writes the first value again: it must not
   * depend on the deployment configuration.
   */
  readonly description: string;
  /** What the parameter's text must be, and what it comes to. */
  readonly schema: z.ZodMiniType<Value, string>;
  /** What the stack makes the parameter with; `undefined` for one that the stack does not make. */
  readonly firstValue: string | undefined;
  /** What holds where the parameter never had a good value. */
  readonly fallback: Value;
  /** Whether it may be missing; otherwise that is a fault. */
  readonly isOptional: boolean;
  /** The functions that may read it, and do. */
  readonly readBy: readonly SettingReader[];
  /** How `docs/settings.md` puts it, whatever the deployment. */
  readonly page: {
    readonly firstValue: string;
    readonly fallback: string;
    /** What `description` does not say. */
    readonly note?: string;
  };
}

/** What holds now: the last good value of the parameter, or the setting's fallback. */
export interface CurrentSetting<Value> {
  /** @throws ConfigurationUnavailable where `unreadable` says so. */
  readonly value: Value;
  /** Why there is nothing to go by: AWS does not give the parameter out, and never did. */
  readonly unreadable: ConfigurationUnavailable | undefined;
}

/** Has the cache read a setting, from its next `refresh` on. */
export function addSetting<Value>(
  cache: ParameterCache,
  { name, type, schema, isOptional, fallback }: Setting<Value>,
): CurrentSetting<Value> {
  const secret = type === "SecureString";
  const parameter = cache.add(name, schema, { optional: isOptional, secret });
  return {
    get value() {
      if (this.unreadable !== undefined) {
        throw this.unreadable;
      }
      return parameter.value ?? fallback;
    },
    get unreadable() {
      return parameter.value === undefined ? parameter.denied : undefined;
    },
  };
}
