import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { APIGatewayProxyResult } from "aws-lambda";

/** The files of a built page by their paths below it: `index.html`, `assets/index-1a2b3c.js`. */
export type Page = ReadonlyMap<string, string>;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Only the page's own files, and calls to the API it came from. Trusted Types make every way of
 * turning text into markup throw. A mail's HTML is shown in a frame that inherits these rules, which is why
 * styles may be inline; it may neither run nor fetch anything.
 *
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "frame-src blob:",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const securityHeaders = {
  "Content-Security-Policy": contentSecurityPolicy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** Reads a built page; all of its files are text. */
export function readPage(folder: string): Page {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile() && extname(entry.name) in types)
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")];
      }),
  );
}

/** A file of the page; its own part of the name changes with its contents, the page's does not. */
export function pageResponse(page: Page, path: string): APIGatewayProxyResult | undefined {
  const body = page.get(path);
  if (body === undefined) {
    return undefined;
  }
  return {
    statusCode: 200,
    headers: {
      ...securityHeaders,
      "Content-Type": types[extname(path)] ?? "application/octet-stream",
      "Cache-Control": path === "index.html" ? "no-store" : "public, max-age=31536000, immutable",
    },
    body,
  };
}
