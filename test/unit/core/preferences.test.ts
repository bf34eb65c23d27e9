import { beforeEach, describe, expect, test } from "vitest";
import type { ChangeDependencies } from "../../../lambdas/core/change-preferences.ts";
import { changePreferences, maxPreferenceNames } from "../../../lambdas/core/change-preferences.ts";
import type { Preferences } from "../../../lambdas/core/preferences.ts";
import { isUnsubscribed, noPreferences } from "../../../lambdas/core/preferences.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const time = new VirtualTime();
const stamp = { since: time.now(), by: "link" } as const;
let store: InMemoryStore;
let deps: ChangeDependencies;

beforeEach(() => {
  store = new InMemoryStore();
  deps = { preferences: store, channels: ["sms", "email"], clock: time };
});

function wanting(
  categories: Readonly<Record<string, boolean>>,
  channels: Readonly<Record<string, boolean>> = {},
): Preferences {
  const mapOf = (switches: Readonly<Record<string, boolean>>) =>
    new Map(Object.entries(switches).map(([name, isOn]) => [name, { isOn, ...stamp }]));
  return { categories: mapOf(categories), channels: mapOf(channels) };
}

describe("a delivery is wanted", () => {
  test.each<[string, Preferences, string | undefined, boolean]>([
    ["where nothing is known", noPreferences, "marketing", false],
    ["not where its category is off", wanting({ marketing: false }), "marketing", true],
    ["where its category is on again", wanting({ marketing: true }), "marketing", false],
    ["where another category is off", wanting({ digest: false }), "marketing", false],
    ["without a category, whatever is off", wanting({ marketing: false }), undefined, false],
    ["not where its channel is off", wanting({}, { sms: false }), "marketing", true],
    [
      "not where its channel is off, transactional or not",
      wanting({}, { sms: false }),
      undefined,
      true,
    ],
    ["where another channel is off", wanting({}, { email: false }), undefined, false],
    ["in a category named like a property of objects", wanting({}), "constructor", false],
  ])("%s", (_, preferences, category, isOff) => {
    const notification = category === undefined ? {} : { category };
    expect(isUnsubscribed(preferences, notification, { channel: "sms" })).toBe(isOff);
  });
});

describe("a change", () => {
  const change = (body: unknown) => changePreferences(deps, "u-42", body);
  const faultsOf = async (body: unknown) => {
    const changed = await change(body);
    return "faults" in changed ? changed.faults : [];
  };

  test("sets what it names and leaves the rest, with who said so", async () => {
    await store.setPreferences("u-42", { categories: { digest: false } }, stamp);
    const body = { categories: { marketing: false }, channels: { sms: true } };
    const expected = {
      categories: new Map([
        ["digest", { isOn: false, ...stamp }],
        ["marketing", { isOn: false, since: time.now(), by: "caller" }],
      ]),
      channels: new Map([["sms", { isOn: true, since: time.now(), by: "caller" }]]),
    };
    expect(await change(body)).toEqual({ preferences: expected });
    expect(await store.preferencesOf("u-42")).toEqual(expected);
  });

  test.each([[{}], [{ categories: {} }], [{ categories: null, channels: null }]])(
    "of nothing changes nothing: %j",
    async (body) => {
      expect(await change(body)).toEqual({ preferences: noPreferences });
      expect(store.preferences.size).toBe(0);
    },
  );

  test.each<[unknown, string, string]>([
    [undefined, "body", "must be a JSON object"],
    [[], "body", "must be a JSON object"],
    [{ topics: {} }, "topics", "is not a field of preferences"],
    [{ categories: [] }, "categories", "must be an object whose values are true or false"],
    [{ categories: { marketing: "no" } }, "categories.marketing", "must be true or false"],
    [{ categories: { marketing: null } }, "categories.marketing", "must be true or false"],
    [
      { categories: { Marketing: false } },
      "categories.Marketing",
      "must be 1 to 64 lower-case letters, digits or _ -, beginning with a letter or digit",
    ],
    [{ channels: { "no channel": false } }, "channels.no channel", "must be a channel's name"],
    [{ channels: { fax: false } }, "channels.fax", "is no channel; there are sms, email"],
  ])("of %j is refused by its field", async (body, field, detail) => {
    expect(await faultsOf(body)).toEqual([{ field, detail }]);
    expect(store.preferences.size).toBe(0);
  });

  test("of a channel that was removed since is taken", async () => {
    await store.setPreferences("u-42", { channels: { fax: false } }, stamp);
    expect(await faultsOf({ channels: { fax: true } })).toEqual([]);
  });

  test("may name as many as one user may have, and then only those", async () => {
    const names = Array.from({ length: maxPreferenceNames }, (_, index) => [`c${index}`, false]);
    expect(await faultsOf({ categories: Object.fromEntries(names) })).toEqual([]);
    expect(await faultsOf({ categories: { c7: true } })).toEqual([]);
    expect(await faultsOf({ categories: { other: false } })).toEqual([
      { field: "categories", detail: "may be at most 100 of a user's" },
    ]);
  });
});
