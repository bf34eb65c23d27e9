/** A caller's request, and what became of it. */
export interface CallerRequest {
  readonly body: {
    readonly userId: string;
    readonly message: string;
    readonly expectsResponse: boolean;
    readonly phoneNumber: string;
    readonly email: string;
    readonly channels?: readonly string[];
    readonly expiresAt?: string;
    readonly category?: string;
  };
  readonly key: string | undefined;
  /** Whether it had a response that is final: not silence, and not "repeat it". */
  isAnswered: boolean;
}
