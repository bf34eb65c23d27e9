import type { CloudFormationCustomResourceEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ssmClient } from "../../../lambdas/adapters/ssm-parameters.ts";
import { ssmSecret } from "../../../lambdas/adapters/ssm-secret.ts";
import { makeSecret } from "../../../lambdas/functions/deployment/make-secret.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { AwsFailure, failureText, startFakeAws } from "../../support/fake-aws.ts";
import { testSecret } from "../../support/stage-secret.ts";
import { becomeFunction } from "../../support/test-stage.ts";

const name = "/herald/sandbox/secret";
const key = "arn:aws:kms:eu-west-1:123456789012:key/1";

let aws: FakeAws;
/** What the parameter holds. */
let kept: string | undefined;

beforeAll(async () => {
  aws = await startFakeAws();
  becomeFunction(aws.url, {});
});

afterAll(() => aws.close());

beforeEach(() => {
  aws.reset();
  kept = undefined;
  aws.respond("SSM.GetParameter", () => {
    if (kept === undefined) {
      throw new AwsFailure("ParameterNotFound");
    }
    return { Parameter: { Value: kept } };
  });
  aws.respond("SSM.PutParameter", ({ Value, Overwrite }) => {
    if (kept !== undefined && !Overwrite) {
      throw new AwsFailure("ParameterAlreadyExists");
    }
    kept = Value;
    return {};
  });
});

function ask(
  RequestType: "Create" | "Update" | "Delete",
  { before, after }: { before?: string; after?: string } = {},
) {
  const event = {
    RequestType,
    ResourceProperties: { ServiceToken: "arn", KmsKeyArn: after },
    OldResourceProperties: { ServiceToken: "arn", KmsKeyArn: before },
  } as unknown as CloudFormationCustomResourceEvent;
  return makeSecret(ssmSecret(ssmClient(), name), event);
}

describe("the stage's secret", () => {
  test("is made at random and kept encrypted, and CloudFormation shows it to nobody", async () => {
    const made = await ask("Create");
    expect(made).toEqual({ Status: "SUCCESS", NoEcho: true, Data: { Secret: kept } });
    expect(kept).toMatch(/^[\w-]{43}$/);
    expect(aws.inputsOf("SSM.PutParameter")).toEqual([
      { Name: name, Value: kept, Type: "SecureString", Overwrite: false },
    ]);
    const first = kept;
    kept = undefined;
    await ask("Create");
    expect(kept).not.toBe(first);
  });

  test.each(["Create", "Update"] as const)("stays what it is: %s", async (type) => {
    kept = testSecret;
    expect((await ask(type)).Data).toEqual({ Secret: testSecret });
    expect(aws.inputsOf("SSM.PutParameter")).toEqual([]);
  });

  test("is that of another deployment which was faster", async () => {
    aws.respond("SSM.PutParameter", () => {
      kept = testSecret;
      throw new AwsFailure("ParameterAlreadyExists");
    });
    expect((await ask("Create")).Data).toEqual({ Secret: testSecret });
  });

  test("outlives the stack", async () => {
    kept = testSecret;
    expect(await ask("Delete")).toEqual({ Status: "SUCCESS" });
    expect([kept, aws.calls]).toEqual([testSecret, []]);
  });

  test("is encrypted with the stage's key, and anew where that changes", async () => {
    await ask("Create", { after: key });
    const made = kept;
    expect(aws.inputsOf("SSM.PutParameter")).toMatchObject([{ KeyId: key, Overwrite: false }]);
    await ask("Update", { before: key, after: key });
    expect(aws.inputsOf("SSM.PutParameter")).toHaveLength(1);
    await ask("Update", { before: key });
    const [, last] = aws.inputsOf("SSM.PutParameter");
    expect(last).toEqual({ Name: name, Value: made, Type: "SecureString", Overwrite: true });
  });

  test.each([
    ["cannot be read", () => aws.fail("SSM.GetParameter")],
    ["cannot be kept", () => aws.fail("SSM.PutParameter")],
    [
      "is none",
      () => {
        kept = "a password";
      },
    ],
  ])("that %s fails the deployment, and no words hold it", async (_, arrange) => {
    arrange();
    const failed = await ask("Create");
    expect(failed.Status).toBe("FAILED");
    expect(failed.Reason).toMatch(/^The stage's secret could neither be read nor made/);
    expect(JSON.stringify(failed)).not.toMatch(`${failureText}|a password`);
  });
});
