const name = "herald-api-key";

/** The API key, kept only as long as the browser's tab is open. */
export const sessionKey = {
  read: (): string | undefined => sessionStorage.getItem(name) ?? undefined,
  keep: (apiKey: string): void => sessionStorage.setItem(name, apiKey),
  forget: (): void => sessionStorage.removeItem(name),
};
