import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HeraldClient } from "../../../client/herald-client.ts";
import { signedFetch } from "../../../client/signed-fetch.ts";

/** The example credentials of AWS's documentation, with a session token. */
const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "token",
};

const sent: Request[] = [];
let asked: number;
let client: HeraldClient;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T15:20:00Z"), toFake: ["Date"] });
  sent.length = 0;
  asked = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(request);
    return Response.json({ title: "Busy", status: 503 }, { status: 503 });
  });
  client = new HeraldClient({
    apiUrl: "https://api.example.com/production",
    fetch: signedFetch({
      region: "eu-west-1",
      credentials: async () => {
        asked += 1;
        return credentials;
      },
    }),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const scope = "Credential=AKIDEXAMPLE/20261123/eu-west-1/execute-api/aws4_request";

// The signatures are those of the SDK's own signer, @smithy/signature-v4 5.7.5, for the same requests.

test("a look-up is signed, with what is escaped in its path and query", async () => {
  await client.list("a|b+c@d", { limit: 10, from: "2026-11-23T00:00:00Z" }).catch(() => {});
  const headers = Object.fromEntries(sent[0]?.headers ?? []);
  expect(headers).toEqual({
    "x-amz-date": "20261123T152000Z",
    "x-amz-security-token": "token",
    authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=7fb9319cc16da58f8b9d36ed008ff1de51098c2581eb4026e087d337f5ad5ff8`,
  });
});

test("a submission is signed with its body and its key, and arrives as it was", async () => {
  const body = { userId: "u-42", message: "Größe ✓", email: "ann@example.com" };
  await client.send(body, { "Idempotency-Key": "order-1007" }).catch(() => {});
  expect(await sent[0]?.json()).toEqual(body);
  expect(sent[0]?.headers.get("authorization")).toBe(
    `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=content-type;host;idempotency-key;x-amz-date;x-amz-security-token, Signature=1918d008b63d6c15405762df71c0ca7aee6adf3d555fd327a030c2b14b069dab`,
  );
});

test("credentials are asked for each time, and nothing is repeated", async () => {
  await client.status().catch(() => {});
  await client.status().catch(() => {});
  expect([asked, sent.length]).toEqual([2, 2]);
});
