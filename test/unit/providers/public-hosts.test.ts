import { describe, expect, test } from "vitest";
import { httpCall } from "../../../lambdas/providers/http-call.ts";
import { allowedHost, publicHosts } from "../../../lambdas/providers/public-hosts.ts";
import { withTransportOutcome } from "../../../lambdas/providers/rest-call.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const server = await cannedProviders();
const allowed = ["hooks.example.com", "*.partner.example", "127.0.0.1", "localhost"];

describe("outside of the local stage", () => {
  const hosts = publicHosts(allowed, "production");

  test.each([
    "https://hooks.example.com/a?b",
    "https://HOOKS.example.com:8443/",
    "https://a.partner.example/",
    "https://a.b.partner.example/",
  ])("%s may be called", (url) => {
    expect(hosts.findUrlFault(url)).toBeUndefined();
  });

  test.each([
    ["http://hooks.example.com/", "insecure-url"],
    ["https://example.com/", "host-not-allowed"],
    ["https://a.hooks.example.com/", "host-not-allowed"],
    ["https://hooks.example.com./", "host-not-allowed"],
    ["https://partner.example/", "host-not-allowed"],
    ["https://evilpartner.example/", "host-not-allowed"],
    ["https://partner.example.evil.test/", "host-not-allowed"],
    ["https://8.8.8.8/", "host-not-allowed"],
    ...[
      "0.0.0.0",
      "10.0.0.1",
      "100.64.0.1",
      "100.100.100.200",
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "169.254.169.254",
      "169.254.170.2",
      "172.31.255.255",
      "192.0.0.192",
      "192.168.0.1",
      "198.18.0.1",
      "203.0.113.1",
      "224.0.0.1",
      "255.255.255.255",
      "[::]",
      "[::1]",
      "[::127.0.0.1]",
      "[::ffff:127.0.0.1]",
      "[::ffff:8.8.8.8]",
      "[64:ff9b::a9fe:a9fe]",
      "[2002:7f00:1::]",
      "[2001:0:7f00:1::]",
      "[2001:db8::1]",
      "[fc00::1]",
      "[fd00:ec2::254]",
      "[fe80::1]",
      "[fec0::1]",
      "[ff02::1]",
      "[4000::1]",
    ].map((host) => [`https://${host}/`, "private-address"] as const),
  ] as const)("%s: %s", (url, fault) => {
    expect(hosts.findUrlFault(url)).toBe(fault);
  });
});

test.each([
  ["http://127.0.0.1:8080/", undefined],
  ["http://localhost/", undefined],
  ["http://hooks.example.com/", undefined],
  ["http://127.0.0.2/", "host-not-allowed"],
  ["http://10.0.0.1/", "private-address"],
  ["http://169.254.169.254/", "private-address"],
])("in the local stage, %s: %s", (url, fault) => {
  expect(publicHosts(allowed, "local").findUrlFault(url)).toBe(fault);
});

test.each(["*", "*.", "https://hooks.example.com", "a.b:443", "A.example", "*.*.example", ""])(
  "%j is no allowed host",
  (text) => {
    expect(allowedHost.safeParse(text).success).toBe(false);
  },
);

test("a name that leads to this machine is not connected to, whatever connected to it before", async () => {
  const url = `http://localhost:${new URL(server.url).port}/`;
  const call = (stage: string) => {
    const { connections } = publicHosts(allowed, stage);
    const request = { method: "POST", url, headers: {}, body: "", connections } as const;
    return withTransportOutcome(async () => {
      const { status } = await httpCall(request, AbortSignal.timeout(2_000));
      return { kind: "accepted", providerMessageId: String(status) };
    });
  };
  server.response = { status: 200 };
  expect(await call("local")).toEqual({ kind: "accepted", providerMessageId: "200" });
  expect(await call("production")).toEqual({ kind: "unavailable", code: "private-address" });
  expect(server.connections).toBe(1);
});
