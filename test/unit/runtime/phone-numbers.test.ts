import { describe, expect, test } from "vitest";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";

describe("a phone number as people write it", () => {
  test.each([
    ["+48600100200", "+48600100200"],
    ["+48-123-456-789", "+48123456789"],
    ["+1 (415) 555-2671", "+14155552671"],
    ["0048 123 456 789", "+48123456789"],
    ["00 48 123-456-789", "+48123456789"],
    ["(+48) 123 456 789", "+48123456789"],
    ["+44 (0)20 7946 0018", "+442079460018"],
    ["+49 30/901820", "+4930901820"],
    ["+1.415.555.2671", "+14155552671"],
    [" +48 600 100 200\u00a0", "+48600100200"],
    ["+48\u2011600\u2013100\u2212200".replace("\u2212", "\u2014"), "+48600100200"],
    ["\u202a+48 600 100 200\u202c", "+48600100200"],
    ["tel:+48-123-456-789", "+48123456789"],
    ["＋４８ ６００ １００ ２００", "+48600100200"],
    ["+39 06 6982 0000", "+390669820000"],
    ["+800 1234 5678", "+80012345678"],
    ["+15005550006", "+15005550006"],
  ])("%s is read", async (text, e164) => {
    expect(await phoneNumbers.read(text)).toMatchObject({ number: { e164 } });
  });

  test.each([
    ["+48 600 100 200", { country: "PL" }],
    ["+48 123 456 789", { country: "PL" }],
    ["+44 7911 123456", { country: "GG" }],
    ["+39 06 6982 0000", { country: "VA" }],
    ["+1 204 555 0123", { country: "CA" }],
    ["+1 415 555 2671", { country: "US" }],
    ["+800 1234 5678", {}],
    ["+48 700 123 456", { country: "PL", costlyType: "premium-rate" }],
    ["+44 909 879 0123", { country: "GB", costlyType: "premium-rate" }],
    ["+1 900 555 0123", { country: "US", costlyType: "premium-rate" }],
    ["+48 801 123 456", { country: "PL", costlyType: "shared-cost" }],
    ["+48 800 123 456", { country: "PL" }],
  ])("%s is known by its country and what it costs", async (text, known) => {
    const e164 = text.replaceAll(" ", "");
    expect(await phoneNumbers.read(text)).toEqual({ number: { e164, ...known } });
  });

  test.each([
    ["600 100 200", /country code/],
    ["(415) 555-2671", /country code/],
    ["48600100200", /country code/],
    ["0600100200", /country code/],
    ["+48 12", /numbering plan/],
    ["+48 600 100 200 300", /numbering plan/],
    ["+999 123 456 789", /numbering plan/],
    ["+0048600100200", /numbering plan/],
    ["0", /country code/],
    ["00", /must be a phone number/],
    ["+", /must be a phone number/],
    ["", /must be a phone number/],
    ["++48600100200", /must be a phone number/],
    ["+48600100200,+48600100201", /must be a phone number/],
    ["+48600100200 +48600100201", /must be a phone number/],
    ["+1 415 555 2671 ext. 5", /must be a phone number/],
    ["+1 800 FLOWERS", /must be a phone number/],
    ["600 FLOWERS", /must be a phone number/],
    ["+48tel:600100200", /must be a phone number/],
    ["ann@example.com", /must be a phone number/],
    ["+48600100200\n", /must be a phone number/],
  ])("%j is not, and why is said without it", async (text, why) => {
    const read = await phoneNumbers.read(text);
    expect(read).toEqual({ fault: expect.stringMatching(why) });
  });
});
