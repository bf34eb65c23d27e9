import { expect, test } from "vitest";
import { formatMarkdownTable, formatTable } from "../../../terminal/table.ts";

test("columns are as wide as their widest cell, with numbers at the right", () => {
  expect(
    formatTable([
      ["moved", 7, "ok"],
      ["left: erased", 120, ""],
    ]),
  ).toBe("moved           7  ok\nleft: erased  120");
});

test("a table in Markdown puts columns of numbers, also formatted ones, at the right", () => {
  expect(
    formatMarkdownTable(
      ["what", "calls", "bytes"],
      [
        ["intake", 2, "12,345"],
        ["channel", 3, "–"],
      ],
    ),
  ).toBe(
    "| what | calls | bytes |\n| --- | ---: | ---: |\n| intake | 2 | 12,345 |\n| channel | 3 | – |",
  );
});
