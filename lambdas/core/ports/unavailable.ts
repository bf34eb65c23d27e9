/**
 * The error of a port that could not do its work now; a later try may succeed. It names the service
 * and holds no content.
 */
export class DependencyUnavailable extends Error {
  override readonly name: string = "DependencyUnavailable";
  readonly service: string;

  constructor(service: string, cause: unknown) {
    super(`${service} is unavailable`, { cause });
    this.service = service;
  }
}

/**
 * The error of a configuration that cannot be read now and never was. It says nothing of what the
 * parameters hold: that they are wrong is another matter.
 */
export class ConfigurationUnavailable extends DependencyUnavailable {
  override readonly name: string = "ConfigurationUnavailable";
  /** The full name of the parameter, or what the names of all of them begin with. */
  readonly parameter: string;

  constructor(parameter: string, cause: unknown) {
    super("SSM", cause);
    this.parameter = parameter;
  }
}
