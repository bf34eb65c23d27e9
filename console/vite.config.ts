import { resolve } from "node:path";
import { defineConfig } from "vite";

/**
 * How the console is built; `lib/bundle-console.ts` runs the build and chooses where the files go.
 *
 * The page is served at `<stage>/console`, whatever the stage or the domain, so its links are
 * relative and start with the path's last segment.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  publicDir: false,
  cacheDir: resolve(import.meta.dirname, "..", ".herald", "vite"),
  logLevel: "warn",
  build: {
    // The first versions with CSS's light-dark().
    target: ["chrome123", "firefox120", "safari17.5"],
    // A `data:` URL would violate the page's content security policy.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  experimental: {
    renderBuiltUrl: (file, { hostType }) =>
      hostType === "html" ? `console/${file}` : { relative: true },
  },
});
