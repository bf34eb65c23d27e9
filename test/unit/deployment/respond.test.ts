import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { respond } from "../../../lambdas/functions/deployment/respond.ts";

let requests: { readonly request: IncomingMessage; readonly body: string }[];
let status: number;
const server = createServer(async (request, response) => {
  requests.push({ request, body: await text(request) });
  response.writeHead(status).end();
});
let event: CloudFormationCustomResourceEvent;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  event = {
    RequestType: "Create",
    ServiceToken: "arn",
    ResponseURL: `http://127.0.0.1:${port}/signed?for=nothing`,
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Channels",
    ResourceType: "Custom::HeraldChannels",
    ResourceProperties: { ServiceToken: "arn" },
  };
});

beforeEach(() => {
  requests = [];
  status = 200;
});

afterAll(() => {
  server.close();
});

test("CloudFormation is told, by a request as its URL is signed for", async () => {
  await respond(event, { Status: "FAILED", Reason: "Because." });
  const [{ request, body } = { request: undefined, body: "" }] = requests;
  expect(request?.method).toBe("PUT");
  expect(request?.url).toBe("/signed?for=nothing");
  expect(request?.headers["content-type"] ?? "").toBe("");
  expect(request?.headers["content-length"]).toBe(String(Buffer.byteLength(body)));
  expect(JSON.parse(body)).toEqual({
    Status: "FAILED",
    Reason: "Because.",
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Channels",
    PhysicalResourceId: "Channels",
  });
});

test("where CloudFormation was not told, the function fails, and is invoked again", async () => {
  status = 503;
  await expect(respond(event, { Status: "SUCCESS" })).rejects.toThrow("503");
});
