/**
 * Reads SSM parameters by their full names; what it gives lacks those that do not exist. One that
 * AWS does not give out does not stop the others. Rejects with `DependencyUnavailable`.
 */
export type ReadParameters = (
  names: readonly string[],
) => Promise<ReadonlyMap<string, string | DeniedParameter>>;

/** A parameter that AWS does not give out, such as one whose key the reader may not use. */
export interface DeniedParameter {
  /** Its name says why: `AccessDeniedException`. */
  readonly cause: Error;
}

/**
 * Where functions of one kind share the last good values of their parameters, none of which is
 * secret. Every method may reject with `DependencyUnavailable`.
 */
export interface ParameterCopy {
  /** The copy as it is; `undefined` where there never was one. */
  read(): Promise<CopiedParameters | undefined>;
  /**
   * Writes a copy, unless there is one with the same texts that was written after `dueBefore`.
   *
   * @returns when what is there now was written.
   */
  write(next: CopiedParameters, dueBefore: Date): Promise<Date>;
}

/** Parameters as they were read. */
export interface CopiedParameters {
  /** By full name; `null` for one that does not exist. */
  readonly texts: ReadonlyMap<string, string | null>;
  readonly writtenAt: Date;
}
