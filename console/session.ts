const name = "herald-api-key";
const sharedName = "herald-api-key-shared";

/** The API key, kept only as long as the browser's tab is open. */
export const sessionKey = {
  read: (): string | undefined => sessionStorage.getItem(name) ?? undefined,
  /** Whether other tabs may have it too. */
  isShared: (): boolean => sessionStorage.getItem(sharedName) !== null,
  keep: (apiKey: string, isShared: boolean): void => {
    sessionStorage.setItem(name, apiKey);
    if (isShared) {
      sessionStorage.setItem(sharedName, "");
    }
  },
  forget: (): void => {
    sessionStorage.removeItem(name);
    sessionStorage.removeItem(sharedName);
  },
};
