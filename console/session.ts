const name = "herald-api-key";

/** The API key, kept as long as the browser's tab is open and no longer. */
export const sessionKey = {
  read: (): string | undefined => sessionStorage.getItem(name) ?? undefined,
  keep: (apiKey: string): void => sessionStorage.setItem(name, apiKey),
  forget: (): void => sessionStorage.removeItem(name),
};
