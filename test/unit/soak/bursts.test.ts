import { expect, test } from "vitest";
import { checkBursts, countBursts } from "../../../soak/bursts.ts";
import { planBurst } from "../../../soak/plan.ts";

const burst = { mails: 30, perSecond: 1, calls: [] };

test("a burst is in time within 1.5 × N / r", () => {
  expect(checkBursts([{ ...burst, seconds: 45 }])).toMatchObject([{ broken: [] }]);
  const late = { ...burst, seconds: 45.1 };
  const lost = { ...burst, mails: 28, perSecond: 14, seconds: Number.POSITIVE_INFINITY };
  expect(checkBursts([late, lost])).toMatchObject([
    { broken: ["30 mails at 1/s", "28 mails at 14/s"] },
  ]);
});

test("the table has its seconds beside those that it may take", () => {
  expect(countBursts([{ ...burst, seconds: 33.26 }])).toEqual([
    { what: "seconds for 30 mails at 1/s, which is 45 at most", count: 33.3 },
  ]);
});

test("each mail of a burst has a text of its own", () => {
  const calls = planBurst(burst, "soak-1");
  const texts = new Set(calls.map(({ submission }) => submission.message));
  expect(texts.size).toBe(30);
  expect(calls.every(({ key }) => key.startsWith("soak-1-"))).toBe(true);
});
