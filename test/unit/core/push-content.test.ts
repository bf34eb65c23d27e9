import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContentLimit } from "../../../lambdas/core/content-limits.ts";
import { contentFaults } from "../../../lambdas/core/content-limits.ts";
import { notificationFields } from "../../../lambdas/core/notification-fields.ts";
import { parseSubmission } from "../../../lambdas/core/submission.ts";
import { loadSendingProviders } from "../../../lambdas/providers/load-providers.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const order = { userId: "u-42", message: "Your order is ready" };
const full = {
  title: "Order 1007",
  badge: 0,
  sound: "default",
  data: { orderId: "1007", "shop.name": "Żółw" },
  collapseKey: "order-1007",
  ttlSeconds: 0,
  priority: "high",
};

const names = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, ""]));

describe("push content", () => {
  test("may have all of its fields, or none", () => {
    expect(parseSubmission({ ...order, push: full })).toMatchObject({ submission: { push: full } });
    expect(parseSubmission({ ...order, push: {} })).toMatchObject({ submission: { push: {} } });
    expect(parseSubmission({ ...order, push: { data: names(50) } })).toHaveProperty("submission");
  });

  test("takes null for what is left out, within it too", () => {
    const nulls = Object.fromEntries(Object.keys(full).map((name) => [name, null]));
    expect(parseSubmission({ ...order, push: { ...nulls, badge: 1 } })).toEqual(
      parseSubmission({ ...order, push: { badge: 1 } }),
    );
    expect(parseSubmission({ ...order, push: null })).toEqual(parseSubmission(order));
  });

  test("is the same whatever order its data's names come in", () => {
    const textOf = (data: object) => JSON.stringify(parseSubmission({ ...order, push: { data } }));
    expect(textOf({ b: "2", a: "1" })).toBe(textOf({ a: "1", b: "2" }));
  });

  test("that a later release stored is read as far as it is known", () => {
    const { stored } = notificationFields.push;
    expect(stored.parse({ badge: 1, priority: "urgent", colour: "red" })).toEqual({ badge: 1 });
  });

  const data =
    "must have at most 50 names of 1 to 64 letters, digits or _ . -, and none of from, message_type, aps, google.…, gcm.…, message, title, notificationId";

  test.each([
    [7, "push", "must be an object"],
    [[], "push", "must be an object"],
    [{ colour: "red" }, "push.colour", "is not a field of a notification"],
    [{ ["x".repeat(99)]: 1 }, `push.${"x".repeat(64)}…`, "is not a field of a notification"],
    [
      { title: "two\nlines" },
      "push.title",
      "must be one line of 1 to 200 characters, and not blank",
    ],
    [
      { title: "x".repeat(201) },
      "push.title",
      "must be one line of 1 to 200 characters, and not blank",
    ],
    [{ badge: -1 }, "push.badge", "must be a whole number from 0 to 2147483647"],
    [{ badge: 1.5 }, "push.badge", "must be a whole number from 0 to 2147483647"],
    [{ badge: "1" }, "push.badge", "must be a whole number from 0 to 2147483647"],
    [{ badge: 2 ** 31 }, "push.badge", "must be a whole number from 0 to 2147483647"],
    [{ sound: "a/b" }, "push.sound", "must be a sound's file name of at most 64 characters"],
    [{ collapseKey: "a b" }, "push.collapseKey", "must be 1 to 64 visible ASCII characters"],
    [
      { collapseKey: "x".repeat(65) },
      "push.collapseKey",
      "must be 1 to 64 visible ASCII characters",
    ],
    [{ ttlSeconds: 2_419_201 }, "push.ttlSeconds", "must be a whole number from 0 to 2419200"],
    [{ priority: "urgent" }, "push.priority", "must be high or normal"],
    [{ data: [] }, "push.data", "must be an object whose values are text"],
    [{ data: { a: 7 } }, "push.data.a", "must be text"],
    [
      { data: { a: "\ud83d" } },
      "push.data.a",
      "must be well-formed Unicode: it holds half of a character",
    ],
    [{ data: { from: "x" } }, "push.data", data],
    [{ data: { "google.x": "x" } }, "push.data", data],
    [{ data: { gcm: "x" } }, "push.data", data],
    [{ data: { notificationId: "x" } }, "push.data", data],
    [{ data: { "a b": "x" } }, "push.data", data],
    [{ data: { "": "x" } }, "push.data", data],
    [{ data: names(51) }, "push.data", data],
  ])("may not be %j", (push, field, detail) => {
    expect(parseSubmission({ ...order, push })).toEqual({ faults: [{ field, detail }] });
  });

  test.each(["fromage", "googles", "messages", "title2"])("may have data named %s", (name) => {
    const parsed = parseSubmission({ ...order, push: { data: { [name]: "x" } } });
    expect(parsed).toHaveProperty("submission");
  });
});

describe("content that is too long for a channel", () => {
  const limit = (max: number): ContentLimit => ({ measure: "push-bytes", max });
  const channels = [
    { name: "push", contentLimits: [limit(10), limit(20)] },
    { name: "mix", contentLimits: [] },
    { name: "sms" },
  ];
  const faultsOf = (
    content: Parameters<typeof contentFaults>[0],
    chosen = ["push", "mix", "sms"],
  ) => contentFaults(content, chosen, channels);

  test("is a fault where it is over the limit of each of its providers", () => {
    expect(faultsOf({ message: "x".repeat(20) })).toEqual([]);
    expect(faultsOf({ message: "x".repeat(21) })).toEqual([
      {
        field: "message",
        detail: "is too long for push: with title and data it has 21 bytes, of 20 at most",
      },
    ]);
    expect(faultsOf({ message: "x".repeat(21) }, ["mix", "sms"])).toEqual([]);
  });

  test("is counted in bytes, with the title, or the subject, and the data", () => {
    const over = { field: "push", detail: expect.stringContaining("it has 21 bytes") };
    const message = "żółw";
    expect(faultsOf({ message, push: { title: "12345678901234" } })).toEqual([over]);
    expect(faultsOf({ message, push: { data: { name: "1234567890" } } })).toEqual([over]);
    expect(faultsOf({ message, subject: "1234567890", push: { data: { n: "123" } } })).toEqual([
      over,
    ]);
    expect(faultsOf({ message, subject: "12345678901234", push: { title: "t" } })).toEqual([]);
  });
});

const server = await cannedProviders();

test.each(["apns", "fcm", "pushy"] as const)(
  "%s is never sent less than is counted",
  async (id) => {
    server.response = { status: 500 };
    const [module] = await loadSendingProviders([id]);
    const settings = module?.settingsSchema.parse(localProviderSettings(server.url)[id]);
    const provider = module?.create(settings as never);
    const text = fc.string({ unit: "grapheme" });
    const content = fc.record({
      message: text,
      subject: fc.option(text, { nil: undefined }),
      push: fc.record({
        title: fc.option(text, { nil: undefined }),
        data: fc.dictionary(fc.stringMatching(/^x[a-z]{0,8}$/), text),
      }),
    });
    await fc.assert(
      fc.asyncProperty(content, async ({ message, subject, push }) => {
        server.requests.length = 0;
        await provider?.send(
          {
            ...{ to: "token", text: message, userId: "u", notificationId: "n", channel: "push" },
            ...(subject !== undefined && { subject }),
            push,
          },
          AbortSignal.timeout(2_000),
        );
        const bytes = Buffer.byteLength(server.requests.at(-1) ?? "");
        const limited = [
          { name: "push", contentLimits: [{ measure: "push-bytes", max: bytes } as const] },
        ];
        expect(contentFaults({ message, subject, push }, ["push"], limited)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  },
);
