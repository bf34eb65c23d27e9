import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { emulatorClientConfig, localRegion } from "../local/aws.ts";
import { waitFor } from "../local/wait-for.ts";

const queueName = "bench-echo";

/** A queue and a function that only passes on what it receives: the floor for Herald. */
export interface Echo {
  /** Sends a text to the queue; resolves when SQS has it. */
  send(text: string): Promise<void>;
  /** When the function passed a text on, in milliseconds since 1970; `undefined` if not yet. */
  receivedAt(text: string): number | undefined;
  close(): Promise<void>;
}

/** Deploys the echo on the emulator and waits until it works. */
export async function startEcho(awsEndpoint: string, signal: AbortSignal): Promise<Echo> {
  const receiver = await startReceiver();
  await createStack(awsEndpoint, receiver.url);
  const sqs = new SQSClient(emulatorClientConfig(awsEndpoint));
  const { QueueUrl } = await waitFor("the echo's queue", () => findQueue(sqs), { signal });
  const echo: Echo = {
    async send(text) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: text }));
    },
    receivedAt: (text) => receiver.times.get(text),
    async close() {
      sqs.destroy();
      await receiver.close();
    },
  };
  await echo.send("first");
  await waitFor("the echo", async () => echo.receivedAt("first"), { signal });
  return echo;
}

async function findQueue(sqs: SQSClient) {
  try {
    return await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  } catch {
    return undefined;
  }
}

/** Starts a server that records when each text arrives. */
async function startReceiver() {
  const times = new Map<string, number>();
  const server = createServer(async (request, response) => {
    times.set(await readText(request), Date.now());
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}`, times, close };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A single call is not worth another SDK client. */
async function createStack(awsEndpoint: string, receiverUrl: string): Promise<void> {
  const scope = `test/20000101/${localRegion}/cloudformation/aws4_request`;
  const response = await fetch(awsEndpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({
      Action: "CreateStack",
      Version: "2010-05-15",
      StackName: queueName,
      TemplateBody: JSON.stringify(template(receiverUrl)),
      "Capabilities.member.1": "CAPABILITY_IAM",
    }),
  });
  if (!response.ok) {
    throw new Error(`CloudFormation answered ${response.status}`);
  }
}

const functionCode = `
exports.handler = async ({ Records }) => {
  for (const { body } of Records) await fetch(process.env.RECEIVER_URL, { method: "POST", body });
};
`;

function template(receiverUrl: string) {
  return {
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: queueName } },
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Principal: { Service: "lambda.amazonaws.com" },
                Action: "sts:AssumeRole",
              },
            ],
          },
        },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Code: { ZipFile: functionCode },
          Environment: { Variables: { RECEIVER_URL: receiverUrl } },
        },
      },
      Trigger: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
          FunctionName: { Ref: "Function" },
        },
      },
    },
  };
}
