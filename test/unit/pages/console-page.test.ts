import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page } from "../../../lambdas/functions/pages/console-page.ts";
import { pageResponse, readPage } from "../../../lambdas/functions/pages/console-page.ts";

let folder: string;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "herald-page-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<p>page</p>");
  await writeFile(join(folder, "assets", "index-1a2b.js"), "1");
  await writeFile(join(folder, "assets", "index.js.map"), "{}");
  page = readPage(folder);
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
