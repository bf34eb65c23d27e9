import type { Line } from "../../support/aws-recorder.ts";

/** A moment at which a process dies: before a call is sent, or before its answer is back. */
export interface CrashPoint {
  /** The call's number among those of the process, from 0. */
  readonly call: number;
  readonly moment: "before" | "after";
  /** What the call is, for reading. */
  readonly operation: string;
}

/**
 * All that a process says to the outside. Seen from there, a process whose line is dead from some
 * call on is one that died at that call.
 */
export class CuttableLine implements Line {
  /** The calls that the process has made, in order. */
  calls: string[] = [];
  readonly #onDeath: () => void;
  #point: CrashPoint | undefined;
  #isDead = false;

  /** @param onDeath told when a process dies. */
  constructor(onDeath: () => void) {
    this.#onDeath = onDeath;
  }

  /** A new process begins. @param point where it will die, if it does. */
  restart(point?: CrashPoint): void {
    this.calls = [];
    this.#point = point;
    this.#isDead = false;
  }

  sends(operation: string): boolean {
    if (this.#isDead) {
      return false;
    }
    this.calls.push(operation);
    const isHere = this.calls.length - 1 === this.#point?.call;
    if (isHere) {
      this.#isDead = true;
      this.#onDeath();
    }
    return !isHere || this.#point?.moment === "after";
  }

  responses(): boolean {
    return !this.#isDead;
  }

  /** Whether the process has died. */
  get isDead(): boolean {
    return this.#isDead;
  }

  /** Every moment at which a process that makes these calls can die. */
  static pointsOf(calls: readonly string[]): CrashPoint[] {
    return calls.flatMap((operation, call) => [
      { call, operation, moment: "before" as const },
      { call, operation, moment: "after" as const },
    ]);
  }
}

/** Names a crash point for a reader. */
export function describePoint({ moment, operation, call }: CrashPoint): string {
  return `died ${moment} call ${call + 1}, ${operation}`;
}
