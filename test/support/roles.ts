import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { AwsClient } from "aws4fetch";
import { emulatorClientConfig } from "../../local/aws.ts";

/** A statement of a policy. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

/** Credentials of a user. */
export interface UserCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The name that `HeraldFunction` gives a role's policy. */
const policyName = "Permissions";

/** The roles of deployed functions, and users beside them, in the emulator's IAM. */
export class Roles {
  readonly #lambda: LambdaClient;
  readonly #iam: AwsClient;
  readonly #endpoint: string;

  constructor(endpoint: string) {
    const { credentials, region } = emulatorClientConfig(endpoint);
    this.#endpoint = endpoint;
    this.#lambda = new LambdaClient(emulatorClientConfig(endpoint));
    this.#iam = new AwsClient({ ...credentials, region, service: "iam" });
  }

  /** The name of a function's role. */
  async roleOf(functionName: string): Promise<string> {
    const get = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const { Role = "" } = await this.#lambda.send(get);
    return Role.slice(Role.lastIndexOf("/") + 1);
  }

  /** What a function's role permits, as it was deployed. */
  async statementsOf(functionName: string): Promise<readonly Statement[]> {
    const RoleName = await this.roleOf(functionName);
    const response = await this.#call("GetRolePolicy", { RoleName, PolicyName: policyName });
    const document = decodeURIComponent(textIn(response, "PolicyDocument"));
    return JSON.parse(document).Statement;
  }

  /** Puts a policy beside the role's own, or in its place. */
  async permit(
    functionName: string,
    statements: readonly Statement[],
    name = policyName,
  ): Promise<void> {
    await this.#call("PutRolePolicy", {
      RoleName: await this.roleOf(functionName),
      PolicyName: name,
      PolicyDocument: documentOf(statements),
    });
  }

  /** Runs `work` while a function's role lacks an action that it has otherwise. */
  async without(functionName: string, action: string, work: () => Promise<void>): Promise<void> {
    const statements = await this.statementsOf(functionName);
    const fewer = statements.flatMap((statement) => {
      const actions = [statement.Action].flat().filter((each) => each !== action);
      return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
    });
    if (JSON.stringify(actionsOf(fewer)) === JSON.stringify(actionsOf(statements))) {
      throw new Error(`the role of ${functionName} has no ${action}`);
    }
    await this.permit(functionName, fewer);
    try {
      await work();
    } finally {
      await this.permit(functionName, statements);
    }
  }

  /** Makes a user who may do everything that no other policy denies. */
  async makeAdministrator(UserName: string): Promise<UserCredentials> {
    await this.#call("CreateUser", { UserName });
    const everything: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
    const PolicyDocument = documentOf([everything]);
    await this.#call("PutUserPolicy", { UserName, PolicyName: policyName, PolicyDocument });
    const response = await this.#call("CreateAccessKey", { UserName });
    return {
      accessKeyId: textIn(response, "AccessKeyId"),
      secretAccessKey: textIn(response, "SecretAccessKey"),
    };
  }

  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html */
  async #call(Action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ Action, Version: "2010-05-08", ...parameters });
    const response = await this.#iam.fetch(`${this.#endpoint}/`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: body.toString(),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${Action} failed: ${text}`);
    }
    return text;
  }
}

function actionsOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(({ Action }) => [Action].flat());
}

function documentOf(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function textIn(xml: string, name: string): string {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  if (text === undefined) {
    throw new Error(`there is no ${name} in the response`);
  }
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
