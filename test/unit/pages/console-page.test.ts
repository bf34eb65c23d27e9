import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Page } from "../../../lambdas/functions/pages/console-page.ts";

let folder: string;
let page: Page;
let pageResponse: typeof import("../../../lambdas/functions/pages/console-page.ts").pageResponse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "herald-page-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<p>page</p>");
  await writeFile(join(folder, "assets", "index-1a2b.js"), "1");
  await writeFile(join(folder, "assets", "index.js.map"), "{}");
  await writeFile(join(folder, "assets", "index-3c4d.css"), "a {}");
  await writeFile(join(folder, "icon.svg"), "<svg/>");
});

beforeEach(async () => {
  // A function that has just started: it has read no page yet.
  vi.resetModules();
  const consolePage = await import("../../../lambdas/functions/pages/console-page.ts");
  ({ pageResponse } = consolePage);
  page = consolePage.readPage(folder);
});

afterAll(() => rm(folder, { recursive: true }));

test("the page is not kept, for the names of its files change", () => {
  expect(pageResponse(page, "index.html")).toMatchObject({
    statusCode: 200,
    headers: { "Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8" },
    body: "<p>page</p>",
  });
});

test("a file with a hash in its name is kept for ever", () => {
  expect(pageResponse(page, "assets/index-1a2b.js")?.headers).toMatchObject({
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Type": "text/javascript; charset=utf-8",
  });
});

test.each(["assets", "assets/index.js.map", "../index.html", "assets/../index.html", ""])(
  "%j is no file of the page",
  (path) => expect(pageResponse(page, path)).toBeUndefined(),
);

test.each([
  ["assets/index-3c4d.css", "text/css; charset=utf-8"],
  ["icon.svg", "image/svg+xml"],
])("%s is %s, which no browser is to guess", (path, type) => {
  const { headers } = pageResponse(page, path) ?? {};
  expect(headers).toMatchObject({ "Content-Type": type, "X-Content-Type-Options": "nosniff" });
});

test("a page loads its own files and calls its own API, and nothing else; nobody frames it", () => {
  const { headers } = pageResponse(page, "index.html") ?? {};
  const directives = String(headers?.["Content-Security-Policy"])
    .split("; ")
    .map((directive) => directive.split(" "));
  const policy = new Map(directives.map(([name = "", ...sources]) => [name, sources.join(" ")]));
  expect(directives).toHaveLength(policy.size);
  const sources = new Map([...policy].filter(([name]) => name.endsWith("-src")));
  expect(sources.get("default-src")).toBe("'none'");
  for (const name of ["script-src", "img-src", "connect-src"]) {
    expect(sources.get(name)).toBe("'self'");
  }
  // A mail's HTML is shown in a frame, which inherits what the page may do.
  expect(sources.get("style-src")).toBe("'self' 'unsafe-inline'");
  expect(sources.get("frame-src")).toBe("blob:");
  expect(sources.size).toBe(6);
  // What default-src does not stand in for.
  for (const name of ["base-uri", "form-action", "frame-ancestors", "trusted-types"]) {
    expect(policy.get(name)).toBe("'none'");
  }
  expect(policy.get("require-trusted-types-for")).toBe("'script'");
});

test("a page tells no other site of itself, and shares nothing with one", () => {
  const { headers = {} } = pageResponse(page, "index.html") ?? {};
  expect(headers).toMatchObject({
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  });
  expect(headers["Permissions-Policy"]).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/);
});
