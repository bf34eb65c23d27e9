import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { messageIdOf } from "../../../lambdas/providers/whatsapp/message-id.ts";
import { readCallback } from "../../../lambdas/providers/whatsapp/receipts.ts";
import { callback, reference } from "./callbacks.ts";

const appSecret = "app-secret";
const metadata = JSON.stringify(reference);
const sent = {
  id: "wamid.HBgLNDg2MDAxMDAyMDA=",
  status: "sent",
  timestamp: "1750857384",
  recipient_id: "48600100200",
  biz_opaque_callback_data: metadata,
};
const receipt = {
  kind: "receipt",
  ...reference,
  provider: "whatsapp",
  providerMessageId: messageIdOf(sent.id),
  at: new Date(1_750_857_384_000),
};

const changeOf = (...statuses: unknown[]) => ({ field: "messages", value: { statuses } });
const accountOf = (...changes: unknown[]) => ({
  object: "whatsapp_business_account",
  entry: [{ id: "1", changes }],
});

function read(account: unknown, keys: { appSecret?: string } = { appSecret }) {
  const body = JSON.stringify(account);
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  const headers = { "x-hub-signature-256": `sha256=${signature}` };
  return readCallback(callback({ headers, body }), { keys, publicUrl: undefined });
}

const readStatus = (changes: object) => read(accountOf(changeOf({ ...sent, ...changes })));

describe("a status of WhatsApp's", () => {
  test.each([
    [{ status: "delivered" }, { result: "delivered" }],
    [{ status: "read" }, { result: "delivered" }],
    [{ status: "read", errors: [{ code: 1 }] }, { result: "delivered" }],
    [
      { status: "failed", errors: [{ code: 131_047, title: "Re-engagement" }, { code: 1 }] },
      { result: "undelivered", code: "131047" },
    ],
    [{ status: "failed", errors: [] }, { result: "undelivered" }],
    [{ status: "failed", errors: null }, { result: "undelivered" }],
    [{ status: "failed", errors: [{}] }, { result: "undelivered" }],
    [{ status: "failed" }, { result: "undelivered" }],
  ])("with %j says %j, of the delivery that it brings back", (changes, says) => {
    expect(readStatus(changes)).toEqual({ kind: "read", messages: [{ ...receipt, ...says }] });
  });

  test.each([
    {},
    { status: "played" },
    { status: "deleted" },
    { status: "delivered", biz_opaque_callback_data: undefined },
    { status: "delivered", biz_opaque_callback_data: null },
    { status: "delivered", biz_opaque_callback_data: "another application's" },
  ])("with %j says nothing", (changes) => {
    expect(readStatus(changes)).toEqual({ kind: "read", messages: [] });
  });

  test.each([
    { id: "" },
    { id: 7 },
    { id: "x".repeat(513) },
    { status: undefined },
    { timestamp: 1_750_857_384 },
    { timestamp: "yesterday" },
    { timestamp: "123456789012" },
    { errors: "131047" },
  ])("with %j is odd, which is counted", (changes) => {
    expect(readStatus({ status: "delivered", ...changes })).toEqual({
      kind: "read",
      messages: [],
      skipped: 1,
    });
  });
});

describe("a webhook of WhatsApp's", () => {
  test("is a batch, in any order, with the odd among the others", () => {
    const read_ = { ...sent, status: "read", timestamp: "1750857390" };
    const failed = { ...sent, status: "failed", errors: [{ code: 131_026 }] };
    const account = {
      object: "whatsapp_business_account",
      entry: [
        { changes: [changeOf(read_, "odd"), changeOf(sent)] },
        { changes: [changeOf(failed)] },
      ],
    };
    expect(read(account)).toMatchObject({
      kind: "read",
      messages: [{ result: "delivered" }, { result: "undelivered", code: "131026" }],
      skipped: 1,
    });
  });

  test.each([
    accountOf({ field: "messages", value: { messages: [{ from: "48600100200", id: "wamid.2" }] } }),
    accountOf({ field: "messages", value: { errors: [{ code: 130_429 }] } }),
    accountOf({ field: "account_update", value: { statuses: [{ ...sent, status: "read" }] } }),
    accountOf({ field: "messages", value: null }),
    accountOf({ field: "messages", value: { statuses: null } }),
    accountOf({}),
    accountOf(),
    { object: "whatsapp_business_account", entry: [{ changes: null }, {}] },
    { object: "whatsapp_business_account", entry: [] },
  ])("has nothing to say in %j", (account) => {
    expect(read(account)).toEqual({ kind: "read", messages: [] });
  });

  test("tells nothing of what users are called or write", () => {
    const said = JSON.stringify(readStatus({ status: "failed", errors: [{ code: 131_026 }] }));
    expect(said).not.toContain("48600100200");
    expect(said).not.toContain("HBgLNDg2MDAxMDAyMDA");
  });

  test.each([{}, { object: "page", entry: [] }, { object: "whatsapp_business_account" }, []])(
    "is malformed as %j",
    (account) => {
      expect(read(account)).toEqual({ kind: "malformed" });
    },
  );

  test("cannot be believed without the app's secret", () => {
    const account = accountOf(changeOf({ ...sent, status: "read" }));
    expect(read(account, {})).toEqual({ kind: "no-key" });
    expect(read(account, { appSecret: "another" })).toEqual({ kind: "forged" });
  });
});
