// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { h, render } from "preact";
import { afterEach, expect, test, vi } from "vitest";
import { Guarded } from "../../../console/parts/guarded.tsx";
import { until } from "./open-page.ts";

afterEach(() => {
  vi.resetModules();
  Reflect.deleteProperty(navigator, "language");
});

test.each([
  ["en-US@posix", "en-GB"],
  ["C", "en-GB"],
  ["pl-PL", "pl-PL"],
])("in the locale %s numbers are formatted by %s", async (named, used) => {
  Object.defineProperty(navigator, "language", { value: named, configurable: true });
  await import("../../../console/known-locale.ts");
  expect(navigator.language).toBe(used);
  expect(() => new Intl.NumberFormat(navigator.language)).not.toThrow();
});

test("what has failed says so in place of the page", async () => {
  const root = document.body.appendChild(document.createElement("div"));
  const Failing = () => {
    throw new RangeError("no");
  };
  render(h(Guarded, null, h(Failing, null)), root);
  await until(() => expect(root.textContent).toContain("The console has failed. Reload the page."));
  root.remove();
});
