import type { APIGatewayProxyEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { describeApi } from "../../../lambdas/api/openapi.ts";
import { apiOperations } from "../../../lambdas/api/operations.ts";
import type { RouteId } from "../../../lambdas/api/routes.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import { transportSecurity } from "../../../lambdas/api/transport-security.ts";
import { apiEvent } from "../../support/api-event.ts";
import { invocationContext } from "../../support/test-stage.ts";

let handler: typeof import("../../../lambdas/functions/pages/handler.ts").handler;

beforeAll(() => {
  vi.stubEnv("AUTHENTICATION", "iam");
  vi.stubEnv("NOTIFICATIONS_TABLE", "Notifications");
});

beforeEach(async () => {
  // A function that has just started: it has made no page yet.
  vi.resetModules();
  ({ handler } = await import("../../../lambdas/functions/pages/handler.ts"));
});

afterAll(() => {
  vi.unstubAllEnvs();
});

function get(id: RouteId, changes: Partial<APIGatewayProxyEvent> = {}) {
  const { method, path: resource } = routes[id];
  return handler({ ...apiEvent({ method, resource }), ...changes }, invocationContext());
}

const headers = {
  ...transportSecurity,
  "Cache-Control": "public, max-age=300",
  "Content-Security-Policy": expect.stringMatching(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  ),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

describe("the document", () => {
  test("is JSON and YAML, and says how this stage's callers prove who they are", async () => {
    const json = await get("readJsonDocument");
    expect(json).toMatchObject({
      statusCode: 200,
      headers: { ...headers, "Content-Type": "application/json" },
    });
    expect(JSON.parse(json.body)).toEqual(JSON.parse(JSON.stringify(describeApi("iam", "."))));
    const yaml = await get("readYamlDocument");
    expect(yaml.headers).toEqual({ ...headers, "Content-Type": "application/yaml" });
    expect(parse(yaml.body)).toEqual(JSON.parse(json.body));
    expect(yaml.body).not.toMatch(/: [&*]\w/);
  });

  test("is a page with every operation: its route, parameters, body and responses", async () => {
    const { body, headers: sent } = await get("showDocument");
    expect(sent).toEqual({ ...headers, "Content-Type": "text/html; charset=utf-8" });
    for (const { id, path, method, summary } of apiOperations) {
      expect(body).toContain(`<a href="#${id}">${summary.replaceAll("'", "&#39;")}</a>`);
      const section = body.split(`<section id="${id}">`)[1]?.split("</section>")[0] ?? "";
      expect(section).toContain(
        `<span class="method">${method.toLowerCase()}</span> <code>${path}</code>`,
      );
      for (const status of [200, 202, 503].filter((each) => section.includes(`<strong>${each}`))) {
        expect(section).toMatch(
          new RegExp(`<strong>${status}</strong> .*<a href="#schema-\\w+">\\w+</a>:</p><pre>`, "s"),
        );
      }
    }
    expect(body).toContain("by the header <code>Authorization</code>.");
  });

  test("leads nowhere but to its own parts and the machines' documents, and has no empty list", async () => {
    const { body } = await get("showDocument");
    const links = [...body.matchAll(/href="([^"]*)"/g)].map(([, link = ""]) => link);
    const parts = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => `#${id}`);
    expect(parts).toEqual(expect.arrayContaining(links.filter((link) => link.startsWith("#"))));
    const others = links.filter((link) => !link.startsWith("#"));
    expect(others).toEqual(["openapi.json", "openapi.yaml"]);
    expect(body).not.toContain("<ul></ul>");
  });

  test("has each parameter as what it is", async () => {
    const { body } = await get("showDocument");
    const list = body.split('<section id="listNotifications">')[1]?.split("</section>")[0];
    expect(list).toContain("<tr><td><code>userId</code></td><td>path</td>");
    expect(list).toContain("<tr><td><code>limit</code></td><td>query, optional</td>");
    expect(list).toMatch(/<span class="note">Example: <code>[^<]+<\/code><\/span>/);
    const status = body.split('<section id="readStatus">')[1]?.split("</section>")[0];
    expect(status).not.toContain("<h3>Parameters</h3>");
    expect(status).not.toContain("<h3>Body</h3>");
    const send = body.split('<section id="sendNotification">')[1]?.split("</section>")[0];
    expect(send).toContain("<h3>Body</h3><p><code>application/json</code>");
    expect(send).toMatch(/<li><code>Location<\/code>: Where the notification/);
  });

  test("has each schema's fields with their types", async () => {
    const { body } = await get("showDocument");
    const schema = (name: string) =>
      body.split(`<section id="schema-${name}">`)[1]?.split("</section>")[0] ?? "";
    const submission = schema("Submission");
    expect(submission).toMatch(
      /<code>message<\/code><\/td><td>string,null, at most \d+ characters, optional<\/td>/,
    );
    expect(submission).toMatch(/<code>email<\/code><\/td><td>[^<]*, optional<\/td>/);
    expect(submission).toMatch(/<code>channels<\/code><\/td><td>list of string/);
    expect(schema("Delivery")).toMatch(
      /<code>status<\/code><\/td><td><a href="#schema-DeliveryStatus">DeliveryStatus<\/a><\/td>/,
    );
    expect(schema("DeliveryStatus")).toMatch(
      /<p>one of <code>queued<\/code> <code>sending<\/code>/,
    );
    expect(schema("Notification")).toMatch(
      /<code>deliveries<\/code><\/td><td>list of <a href="#schema-Delivery">Delivery<\/a>/,
    );
    expect(schema("Accepted")).toMatch(
      /<code>status<\/code><\/td><td><code>accepted<\/code><\/td>/,
    );
  });
});

describe("the document's server", () => {
  const json = "readJsonDocument";
  const places = [
    ["a stage's", "abc123.execute-api.eu-west-1.amazonaws.com", "/production", "https", "https"],
    ["a custom domain's", "herald.example.com", "", "https", "https"],
    ["a custom domain's path", "api.example.com", "/herald", "https", "https"],
    ["an emulator's", "127.0.0.1:4566", "/_aws/execute-api/abc123/local", "http", "http"],
    ["by https, if nothing says so", "herald.example.com", "", undefined, "https"],
  ] as const;

  function requestTo(domainName: string | undefined, base: string, proto?: string) {
    const requestContext = { domainName, path: `${base}${routes[json].path}` };
    return {
      requestContext: requestContext as APIGatewayProxyEvent["requestContext"],
      headers: proto === undefined ? {} : { "X-Forwarded-Proto": proto },
    };
  }

  async function serverOf(changes: Partial<APIGatewayProxyEvent>): Promise<unknown> {
    return JSON.parse((await get(json, changes)).body).servers;
  }

  test.each(places)("is where it was asked for: %s", async (_, domain, base, proto, scheme) => {
    expect(await serverOf(requestTo(domain, base, proto))).toEqual([
      { url: `${scheme}://${domain}${base}` },
    ]);
  });

  test("is another one for each domain, in YAML too", async () => {
    const urls = [];
    for (const domain of ["a.example.com", "b.example.com", "a.example.com"]) {
      urls.push(await serverOf(requestTo(domain, "")));
    }
    expect(urls.flat()).toEqual([
      { url: "https://a.example.com" },
      { url: "https://b.example.com" },
      { url: "https://a.example.com" },
    ]);
    const { path } = routes.readYamlDocument;
    const requestContext = { domainName: "c.example.com", path: `/v${path}` };
    const yaml = await get("readYamlDocument", {
      requestContext: requestContext as APIGatewayProxyEvent["requestContext"],
    });
    expect(parse(yaml.body).servers).toEqual([{ url: "https://c.example.com/v" }]);
  });

  test("is beside the document, where nothing says which domain it is", async () => {
    expect(await serverOf(requestTo(undefined, "/production"))).toEqual([{ url: "." }]);
  });
});

describe("the console", () => {
  const at = (path: string): Partial<APIGatewayProxyEvent> => ({
    requestContext: { path } as APIGatewayProxyEvent["requestContext"],
  });

  test("with a slash at its end is moved to where its links lead right", async () => {
    expect(await get("showConsole", at("/production/console/"))).toEqual({
      statusCode: 308,
      headers: { Location: "../console", ...transportSecurity },
      body: "",
    });
  });
});

test("what is no page is 404", async () => {
  expect((await get("readStatus")).statusCode).toBe(404);
});
