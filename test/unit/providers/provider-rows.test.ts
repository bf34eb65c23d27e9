import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { callbackRoutes } from "../../../lambdas/providers/callback-routes.ts";
import { loadProviders } from "../../../lambdas/providers/load-providers.ts";
import { providerIds } from "../../../lambdas/providers/registry.ts";
import { simulatedProviders } from "../../../local/simulator/simulated-providers.ts";
import type { SignedCallback } from "../../contract/provider-contract/provider-row.ts";
import { providerRows } from "../../contract/provider-contract/provider-rows.ts";
import { callback, forgeries } from "./callbacks.ts";

const folder = resolve(import.meta.dirname, "..", "..", "..", "lambdas", "providers");
const providers = await loadProviders(providerIds);

test("every provider that calls somebody has a row, and is simulated", () => {
  const called = providerIds.filter((id) => id !== "always-fail");
  expect(providerRows.map(({ id }) => id)).toEqual(called);
  expect(simulatedProviders.map(({ id }) => id)).toEqual(called);
});

test("every provider that calls back has a signed callback in its row", () => {
  const withCallback = providerRows.filter((row) => row.callback).map(({ id }) => id);
  const calling = new Set(callbackRoutes(providers).map(({ provider }) => provider));
  expect(withCallback).toEqual([...calling]);
});

test.each(providers)("$id has a page that names its address and each setting", (provider) => {
  const { id, address, settingsSchema } = provider;
  const page = readFileSync(resolve(folder, id, "README.md"), "utf8");
  const shape = settingsSchema instanceof z.core.$ZodObject ? settingsSchema._zod.def.shape : {};
  expect(Object.keys(shape)).toContain("timeoutMs");
  const named = [...Object.keys(shape), ...(address === null ? [] : [address])];
  expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

const signed = providerRows.flatMap(({ id, callback: made }) => (made ? [{ id, made }] : []));

describe.each(signed)("a callback of $id", ({ id, made }) => {
  async function load() {
    const [provider] = await loadProviders([id]);
    const route = provider?.receipts?.callback;
    return { route, reader: await route?.load() };
  }

  async function read(changes: Partial<SignedCallback> = {}) {
    const { keys, publicUrl, headers, body, ids = "" } = { ...made, ...changes };
    const { route, reader } = await load();
    const known = { keys: route?.keysSchema.parse(keys) as never, publicUrl };
    return reader?.readCallback(callback({ ids, headers, body }), known);
  }

  test("is read", async () => {
    expect(await read()).toMatchObject({ kind: "read", messages: made.says });
  });

  test("has the form of one, and none without its signature, body or ids", async () => {
    const { reader } = await load();
    const faultOf = (changes: Partial<SignedCallback> = {}) => {
      const { headers, body, ids = "" } = { ...made, ...changes };
      return reader?.findShapeFault(callback({ ids, headers, body }));
    };
    expect(faultOf()).toBeUndefined();
    expect(faultOf({ headers: {} })).toBe("forged");
    for (const [name, value] of Object.entries(made.headers)) {
      const faults = ["", "x", `${value} `, value.repeat(200)].map((text) =>
        faultOf({ headers: { ...made.headers, [name]: text } }),
      );
      expect(new Set(faults)).toEqual(new Set(["forged"]));
    }
    expect(faultOf({ body: "" })).toBe("malformed");
    expect(faultOf({ body: "<xml/>" })).toBe("malformed");
    if (made.ids !== undefined) {
      expect(faultOf({ ids: "x" })).toBe("malformed");
    }
  });

  test("is forged with any byte of headers, body or URL changed, or with no headers", async () => {
    const changes: Partial<SignedCallback>[] = [
      ...Object.entries(made.headers).flatMap(([name, value]) =>
        forgeries(value).map((forged) => ({ headers: { ...made.headers, [name]: forged } })),
      ),
      ...(made.isUnsigned ? [] : forgeries(made.body).map((body) => ({ body }))),
      ...(made.ids === undefined ? [] : forgeries(made.ids).map((ids) => ({ ids }))),
      { headers: {} },
    ];
    for (const change of changes) {
      expect(await read(change), JSON.stringify(change)).toEqual({ kind: "forged" });
    }
  });
});
