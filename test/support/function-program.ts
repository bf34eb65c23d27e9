import process from "node:process";

/**
 * The process of one function: imports the bundle that it is started with and carries out the events
 * that it is sent, one at a time.
 */
const { handler } = await import(process.argv[2] ?? "");

process.on("message", async (event) => {
  process.send?.(await handler(event, invocationContext()));
});
process.send?.("started");

/** What Lambda tells an invocation that may take 30 s, as far as functions ask. */
function invocationContext() {
  const deadline = Date.now() + 30_000;
  return {
    awsRequestId: crypto.randomUUID(),
    functionName: "test",
    functionVersion: "1",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:test",
    memoryLimitInMB: "512",
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}
