import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectFolder } from "../../local/paths.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { HeraldCli } from "../support/herald-cli.ts";
import { templateFolder } from "../support/template-folder.ts";

const herald = new DeployedHerald();
const templates = join(projectFolder, "templates");
let cli: HeraldCli;

beforeAll(async () => {
  cli = await HeraldCli.for(herald.details);
});

afterAll(() => cli.remove());

const order = {
  number: "1007",
  total: 149.5,
  currency: "PLN",
  readyAt: "2026-12-01T16:30:00Z",
  items: [{ name: "<b>Teapot</b>", quantity: 1, price: "149.50" }],
};

/** A call with the template, to be rendered as a Pole reads it. */
function submission(data: Record<string, unknown>) {
  return {
    userId: "of-templates",
    email: "ann@example.com",
    phoneNumber: "+48600100200",
    pushToken: "a1b2c3d4e5f60718293a4b5c",
    channels: ["sms", "email", "push"],
    template: { name: "order-ready", locale: "pl-PL", timeZone: "Europe/Warsaw", data },
  };
}

async function rendered() {
  const { content } = await herald.herald.dryRun(
    submission({ order, customer: { name: "Łucja" } }),
  );
  return content;
}

test("a dry run shows what a template says on each channel", async () => {
  const content = await rendered();
  expect(content["sms"]).toEqual({
    message: "Zamówienie 1007 jest gotowe: 1 pozycja, 149,50 zł. Do odbioru od 17:30, 1 gru 2026.",
  });
  expect(content["push"]).toEqual({
    title: "Zamówienie 1007 jest gotowe",
    message: "Łucja, możesz je odebrać od 17:30.",
  });
  expect(content["email"]).toMatchObject({ subject: "Zamówienie 1007 jest gotowe" });
  expect(content["email"]?.message).toContain("1 × <b>Teapot</b>");
  expect(content["email"]?.html).toContain("1 × &lt;b&gt;Teapot&lt;/b&gt;");
});

test("data that does not fit is 400 with its fields", async () => {
  const wrong = { ...order, items: [{ name: "Teapot", quantity: 0, price: 1 }] };
  const { status, body } = await herald.herald.post(submission({ order: wrong }));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    errors: expect.arrayContaining([
      { field: "template.data.customer", detail: "is missing" },
      { field: "template.data.order.items.0.quantity", detail: "must be >= 1" },
    ]),
  });
});

test("the templates are listed as they are in the repository", async () => {
  const listed = await herald.herald.call("listTemplates", {});
  expect(listed.templates.find(({ name }) => name === "order-ready")).toEqual({
    name: "order-ready",
    locales: ["default", "pl"],
    content: ["email", "push", "sms"],
    schema: JSON.parse(readFileSync(join(templates, "order-ready", "schema.json"), "utf8")),
    hash: expect.any(String),
  });
});

test("a push is in force without a deployment, until it is rolled back", async () => {
  const folder = templateFolder({});
  cpSync(templates, folder, { recursive: true });
  writeFileSync(join(folder, "order-ready", "pl", "sms.liquid"), "Gotowe: {{ order.number }}");

  const pushed = await cli.run("templates", "push", "--dir", folder);
  expect(pushed).toMatchObject({ exitCode: 0 });
  expect(pushed.stdout).toContain("in force within 30 s");
  await untilSmsIs("Gotowe: 1007");

  const rolledBack = await cli.run("templates", "rollback");
  expect(rolledBack).toMatchObject({ exitCode: 0 });
  expect(rolledBack.stdout).toContain("what is deployed");
  await untilSmsIs(
    "Zamówienie 1007 jest gotowe: 1 pozycja, 149,50 zł. Do odbioru od 17:30, 1 gru 2026.",
  );
});

async function untilSmsIs(message: string): Promise<void> {
  const ask = async () => ((await rendered())["sms"]?.message === message ? true : undefined);
  await herald.until(`"${message}"`, ask);
}
