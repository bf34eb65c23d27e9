import type { PhoneNumber } from "../phone-number.ts";
import type { SmsEncoding } from "../sms-size.ts";

/** What time it is. */
export interface Clock {
  now(): Date;
}

/** Bounds work in time. */
export interface Timer {
  /** Lets that many milliseconds pass. */
  pause(ms: number): Promise<void>;
  /**
   * Runs `work` for at most `ms` milliseconds.
   *
   * @param work is given a signal that aborts when the time is up; it then has a moment to return,
   * for instance that its connection never opened.
   * @returns what `work` returned, or `"timed-out"`.
   */
  limit<Result>(
    ms: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | "timed-out">;
}

/** Reads phone numbers as people write them. */
export interface PhoneNumbers {
  /** The number, or what is wrong with it. */
  read(text: string): Promise<{ readonly number: PhoneNumber } | { readonly fault: string }>;
}

/** Says what text is as SMS. */
export interface SmsSegments {
  /** @param text well-formed Unicode of any length; the time it takes grows with it and no faster. */
  count(text: string): Promise<{ readonly encoding: SmsEncoding; readonly segments: number }>;
}

/** Makes identifiers. */
export interface Identifiers {
  /** A ULID of that moment. */
  notificationId(at: Date): string;
  /** A token that no other claim has. */
  leaseToken(): string;
  /** The same for the same text, and for no other. */
  fingerprint(text: string): string;
}

/** Hashes what callers sent: a repeat has the same. */
export interface RequestHashes {
  of(text: string): string;
  /** Whether a hash, of any release's kind, is that of a text. */
  isOf(hash: string, text: string): boolean;
}

/** What stands for addresses. */
export interface AddressHashing extends Pick<Identifiers, "fingerprint"> {
  /**
   * Stands for an address's hash outside of its users' records: nobody finds the one by the other who has
   * not the stage's secret. 43 characters of base64url.
   */
  addressMark(addressHash: string): string;
}
