/*
 * A browser may name a locale that `Intl` does not know: Chromium under `LANG=C.UTF-8` says
 * `en-US@posix`. uPlot formats numbers by it while it is loaded, so this comes before it.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en-GB", configurable: true });
}

export {};
