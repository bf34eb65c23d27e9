import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readApiKey } from "../../local/api-key.ts";
import { emulatorClientConfig, localRegion } from "../../local/aws.ts";
import type { Emulator } from "../../local/emulator/emulator.ts";
import { startEmulator } from "../../local/emulator/emulator.ts";
import { findFreePort } from "../../local/ports.ts";
import { ShopApp } from "../support/shop-app.ts";

const taken: string[] = [];
const acme = createServer((request, response) => {
  request.on("data", (body) => taken.push(String(body)));
  request.on("end", () => response.writeHead(201).end('{"id":"acme-1"}'));
});
let emulator: Emulator;
let app: ShopApp;

beforeAll(async () => {
  await new Promise<void>((resolve) => acme.listen(0, "127.0.0.1", resolve));
  emulator = await startEmulator({ port: await findFreePort() });
  app = await ShopApp.install(emulator.url);
}, 400_000);

afterAll(async () => {
  await app?.remove();
  await emulator?.stop();
  acme.close();
});

test("an app made by cdk init deploys two stages, one with a provider of its own, and sends", async () => {
  await app.run("npx", "cdk", "bootstrap", `aws://000000000000/${localRegion}`);
  await app.run(
    ...["npx", "cdk", "deploy", "--context=stage=local"],
    ...["--require-approval=never", "--outputs-file=outputs.json"],
  );
  const { Shop } = JSON.parse(await app.run("cat", "outputs.json"));
  await new SSMClient(emulatorClientConfig(emulator.url)).send(
    new PutParameterCommand({
      Name: "/herald/local/providers/acme-sms",
      Type: "SecureString",
      Value: JSON.stringify({
        baseUrl: `http://127.0.0.1:${(acme.address() as AddressInfo).port}`,
      }),
    }),
  );

  const sent = await app.runWith(
    {
      HERALD_URL: `${emulator.url}/_aws/execute-api/${Shop.HeraldApiId}/local`,
      HERALD_KEY: await readApiKey(emulator.url, Shop.HeraldKeyId),
    },
    "npm",
    "run",
    "--silent",
    "send",
  );

  expect(JSON.parse(sent)).toMatchObject({
    channel: "sms",
    status: "sent",
    provider: "acme-sms",
    providerMessageId: "acme-1",
  });
  expect(taken).toEqual(['{"to":"+48600100200","text":"Your order is on its way"}']);
});

test.each([
  ["plain CommonJS", "node bin/plain.cjs"],
  ["plain ES modules", "node bin/plain.mjs"],
  ["ts-node", "npx ts-node --prefer-ts-exts bin/app.ts"],
])("the construct works with %s", async (_, command) => {
  const [program = "", ...args] = command.split(" ");
  const folder = `out-${program}-${args.length}-${args.at(-1)?.replace(/\W/g, "-")}`;

  await app.runWith({ CDK_OUTDIR: folder }, program, ...args);

  expect(await app.run("ls", folder)).toMatch(/^(Plain|Shop)\.template\.json$/m);
});

test("the package has the command herald", async () => {
  expect(await app.run("npx", "herald", "--help")).toContain("Usage: npx herald");
});

test("a wrong field is named, with where it is said", async () => {
  const wrong = app.runWith(
    {},
    "node",
    "--input-type=module",
    "--eval",
    `import { App, Stack } from "aws-cdk-lib"; import { Herald } from "herald-cdk";
     new Herald(new Stack(new App(), "Shop"), "Herald", { stage: "shop", channels: { sms: { providers: ["nobody"] } } });`,
  );

  await expect(wrong).rejects.toThrow(
    'Shop/Herald: channels.sms.providers[0]: there is no provider "nobody"; there are ',
  );
});
