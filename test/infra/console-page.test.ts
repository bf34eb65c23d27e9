import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "../../lambdas/functions/pages/console-page.ts";
import { readPage } from "../../lambdas/functions/pages/console-page.ts";
import { bundleConsole } from "../../lib/bundle-console.ts";
import { makeRunFolder, removeFolder } from "../../local/run-folder.ts";

let folder: string;
let page: Page;

beforeAll(async () => {
  folder = await makeRunFolder("console");
  bundleConsole(folder);
  page = readPage(folder);
});

afterAll(() => removeFolder(folder));

test("the page is at most 135 KB, and 52 KB as it travels", () => {
  const files = [...page.values()];
  const bytes = files.reduce((sum, file) => sum + Buffer.byteLength(file), 0);
  const compressed = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
  expect(bytes).toBeLessThan(135_000);
  expect(compressed).toBeLessThan(52_000);
});

test("the page names its own files only, from wherever its stage is", () => {
  const html = page.get("index.html") ?? "";
  const named = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  const files = [...page.keys()].filter((file) => file !== "index.html");
  expect(named.toSorted()).toEqual(files.map((file) => `console/${file}`).toSorted());
});

test("the page has no inline script or style, which its policy forbids", () => {
  const html = page.get("index.html") ?? "";
  expect(html).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=/i);
});

test("the page says that it has not started, until a script takes that away", () => {
  expect(page.get("index.html")).toMatch(
    /<div id="app">\s*<p[^>]*>\s*<b>The console has not started/,
  );
});
