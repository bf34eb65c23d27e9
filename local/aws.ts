/** The region of every local deployment. */
export const localRegion = "us-east-1";

const dummyKey = "test";

/** The configuration of an AWS client for the emulator; it uses nothing of the reader's account. */
export function emulatorClientConfig(awsEndpoint: string) {
  return {
    endpoint: awsEndpoint,
    region: localRegion,
    credentials: { accessKeyId: dummyKey, secretAccessKey: dummyKey },
  };
}

/** The environment for a command that must reach the emulator and never a real account. */
export function emulatorEnvironment(awsEndpoint: string): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ACCESS_KEY_ID: dummyKey,
    AWS_SECRET_ACCESS_KEY: dummyKey,
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
