import { Command } from "commander";
import { vi } from "vitest";
import type { FakeAws } from "./fake-aws.ts";
import { AwsFailure, startFakeAws } from "./fake-aws.ts";
import { testSecret } from "./stage-secret.ts";
import { becomeFunction } from "./test-stage.ts";

/** The stage `sandbox` in an AWS in this process, for commands that name it by `--stage`. */
export interface FakeStage {
  readonly aws: FakeAws;
  /** The URL of one of its queues: `sms`, `sms-dead-letter`. */
  queueUrl(name: string): string;
  /** Puts everything as it is while the stage is deployed and nothing happens. */
  reset(): void;
  /** Has the queues' calls say that there are none. */
  removeQueues(): void;
}

export async function startFakeStage(): Promise<FakeStage> {
  const aws = await startFakeAws();
  becomeFunction(aws.url, {});
  const queueUrl = (name: string) => `${aws.url}/123456789012/herald-sandbox-${name}`;
  return {
    aws,
    queueUrl,
    reset() {
      aws.reset();
      aws.respond("SQS.GetQueueUrl", ({ QueueName }) => ({
        QueueUrl: `${aws.url}/123456789012/${QueueName}`,
      }));
      aws.respond("SSM.GetParameter", () => ({ Parameter: { Value: testSecret } }));
    },
    removeQueues: () => aws.fail("SQS.GetQueueUrl", new AwsFailure("QueueDoesNotExist")),
  };
}

/** What a command came to. */
export interface CommandEnd {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Parses and runs a command as `npm run herald` does.
 *
 * @param describe adds its description and options.
 * @param run is given its arguments, and then its options.
 */
export async function runCommand<Words extends readonly unknown[]>(
  describe: (command: Command) => Command,
  run: (...words: Words) => Promise<number>,
  argv: readonly string[],
): Promise<CommandEnd> {
  const written = { out: "", err: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((chunk) => {
      written[stream === "stdout" ? "out" : "err"] += String(chunk);
      return true;
    }),
  );
  let exitCode = -1;
  const command = describe(new Command().exitOverride())
    .option("--stage <name>")
    .action(async (...given: [...Words, Command]) => {
      const words = given.slice(0, -1) as unknown as Words;
      exitCode = await run(...words);
    });
  try {
    await command.parseAsync(["--stage", "sandbox", ...argv], { from: "user" });
  } finally {
    for (const spy of spies) {
      spy.mockRestore();
    }
  }
  return { exitCode, ...written };
}
