import { execa } from "execa";
import { expect, test } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const server = await cannedProviders();
server.response = { status: 500 };

/** Sends a message by SES in a process of its own, and prints the files of nodemailer that it loads. */
const program = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({
    load(url, context, nextLoad) {
      if (url.includes("/node_modules/nodemailer/")) loaded.push(url);
      return nextLoad(url, context);
    },
  });
  const [url, settings, message] = process.argv.slice(1);
  const { create } = await import(url);
  await create(JSON.parse(settings)).send(JSON.parse(message), AbortSignal.timeout(5000));
  console.log(loaded.length);
`;

const message: ProviderMessage = {
  to: "ann@example.com",
  subject: "Order 1007",
  text: "Your order is ready",
  userId: "u-42",
  notificationId: "01KBCWHCG0ZZ0000000000000Z",
  channel: "email",
};

async function filesLoadedFor(fields: Partial<ProviderMessage>): Promise<number> {
  const sender = new URL("../../../lambdas/providers/ses/send.ts", import.meta.url);
  const settings = { from: { address: "a@example.com" }, baseUrl: server.url, region: "eu-west-1" };
  const { stdout } = await execa(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      program,
      sender.href,
      JSON.stringify(settings),
      JSON.stringify({ ...message, ...fields }),
    ],
    { env: { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", HERALD_STAGE: "local" } },
  );
  return Number(stdout);
}

test("a message of text alone loads nothing that makes mail; one with HTML does", async () => {
  expect(await filesLoadedFor({})).toBe(0);
  expect(server.requests.at(-1)).toMatch(/^Action=SendEmail&/);
  expect(await filesLoadedFor({ html: "<p>Ready</p>" })).toBeGreaterThan(0);
  expect(server.requests.at(-1)).toMatch(/^Action=SendRawEmail&/);
});
