/** The health pages of MiniStack and of LocalStack. */
const healthPaths = ["/_ministack/health", "/_localstack/health"];

/**
 * Whether an AWS emulator (MiniStack or LocalStack) answers.
 *
 * @param url where it would be, e.g. `http://127.0.0.1:4566`.
 */
export async function isEmulatorAt(url: string): Promise<boolean> {
  for (const path of healthPaths) {
    if (await hasServices(new URL(path, url))) {
      return true;
    }
  }
  return false;
}

async function hasServices(page: URL): Promise<boolean> {
  try {
    const response = await fetch(page, { signal: AbortSignal.timeout(2_000) });
    const health = (await response.json()) as { services?: unknown };
    return response.ok && typeof health.services === "object";
  } catch {
    return false;
  }
}
