import type { SSMClient } from "@aws-sdk/client-ssm";
import { beforeEach, describe, expect, test } from "vitest";
import { ssmClient, ssmParameters } from "../../../lambdas/adapters/ssm-parameters.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";

const names = (count: number) => Array.from({ length: count }, (_, index) => `/p/${index}`);
const awsError = (name: string) => Object.assign(new Error("hush"), { name });

let calls: { Names: string[]; WithDecryption?: boolean }[];
let failing: Map<string, Error>;

beforeEach(() => {
  calls = [];
  failing = new Map();
});

/** SSM, which fails a call as a whole where one of its names fails. */
function reader() {
  const send = async ({ input }: { input: (typeof calls)[number] }) => {
    calls.push(input);
    const failed = input.Names.find((name) => failing.has(name));
    if (failed !== undefined) {
      throw failing.get(failed);
    }
    const known = input.Names.filter((name) => name !== "/p/missing");
    return { Parameters: known.map((Name) => ({ Name, Value: `value of ${Name}` })) };
  };
  return ssmParameters({ send } as unknown as SSMClient);
}

test("ten names go into a call, which asks for them decrypted", async () => {
  const texts = await reader()(names(21));
  expect(calls.map(({ Names }) => Names.length)).toEqual([10, 10, 1]);
  expect(calls.every(({ WithDecryption }) => WithDecryption === true)).toBe(true);
  expect([...texts.keys()]).toEqual(names(21));
  expect(texts.get("/p/20")).toBe("value of /p/20");
});

test("what does not exist is left out", async () => {
  expect([...(await reader()(["/p/missing", "/p/1"])).keys()]).toEqual(["/p/1"]);
});

describe.each(["AccessDeniedException", "InvalidKeyId", "KMSInvalidStateException"])(
  "%s",
  (code) => {
    const denial = awsError(code);

    test("for one name is told of that name, and the others are read", async () => {
      failing.set("/p/1", denial);
      const texts = await reader()(names(12));
      expect(texts.get("/p/1")).toEqual({ cause: denial });
      expect([...texts.values()].filter((text) => typeof text === "string")).toHaveLength(11);
    });

    test("is asked for alone from then on, until it is given out", async () => {
      failing.set("/p/1", denial);
      const read = reader();
      await read(names(3));
      calls = [];
      expect((await read(names(3))).get("/p/1")).toEqual({ cause: denial });
      expect(calls.map(({ Names }) => Names)).toEqual([["/p/0", "/p/2"], ["/p/1"]]);
      failing.clear();
      await read(names(3));
      calls = [];
      expect((await read(names(3))).get("/p/1")).toBe("value of /p/1");
      expect(calls.map(({ Names }) => Names)).toEqual([names(3)]);
    });

    test("for every name is told of every name", async () => {
      for (const name of names(2)) {
        failing.set(name, denial);
      }
      expect([...(await reader()(names(2))).values()]).toEqual([
        { cause: denial },
        { cause: denial },
      ]);
    });
  },
);

test.each(["ThrottlingException", "KMSThrottlingException", "InternalServerError", "TimeoutError"])(
  "%s fails the reading, with one call",
  async (code) => {
    failing.set("/p/1", awsError(code));
    const error = await reader()(names(3)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DependencyUnavailable);
    expect(error).toMatchObject({ service: "SSM", cause: { name: code } });
    expect(calls).toHaveLength(1);
  },
);

test("a limit that comes while names are asked for one by one fails the reading", async () => {
  failing.set("/p/1", awsError("AccessDeniedException"));
  const read = reader();
  failing.set("/p/2", awsError("ThrottlingException"));
  await expect(read(names(3))).rejects.toBeInstanceOf(DependencyUnavailable);
});

test("SSM's client makes a call once, as who reads knows when to ask again", async () => {
  const client = ssmClient();
  expect(await client.config.maxAttempts()).toBe(1);
  client.destroy();
});
