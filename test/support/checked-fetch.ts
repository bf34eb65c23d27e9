import { Ajv2020 } from "ajv/dist/2020.js";
import { describeApi } from "../../lambdas/api/openapi.ts";
import type { ApiOperation } from "../../lambdas/api/operations.ts";
import { apiOperations, statusesOf } from "../../lambdas/api/operations.ts";
import type { SchemaName } from "../../lambdas/api/schemas.ts";
import { schemas } from "../../lambdas/api/schemas.ts";

/** The document that responses are held to. */
const apiDocument = describeApi("api-key", "https://herald.example.com/production");

const ajv = new Ajv2020({ allErrors: true, strict: false });
ajv.addFormat("date-time", (text: string) => !Number.isNaN(Date.parse(text)));
ajv.addSchema(apiDocument, "document");

/**
 * `fetch`, which throws when a response is none that the API's document knows: a status, media type
 * or body that it does not have. Paths that are not in the document are not checked.
 */
export async function checkedFetch(request: Request): Promise<Response> {
  const response = await fetch(request);
  const operation = operationOf(request);
  if (operation) {
    const fault = await faultOf(operation, response.clone());
    if (fault) {
      throw new Error(`${operation.id} answered what is not documented: ${fault}`);
    }
  }
  return response;
}

/**
 * Says how a value violates one of the document's schemas, or has a field that this does not have: the
 * document leaves room for fields of later releases.
 */
export function schemaFault(name: SchemaName, value: unknown): string | undefined {
  if (!ajv.validate({ $ref: `document#/components/schemas/${name}` }, value)) {
    return `${name}: ${ajv.errorsText()}`;
  }
  for (const issue of schemas[name].safeParse(value).error?.issues ?? []) {
    if (issue.code === "unrecognized_keys") {
      return `${name}: no such field: ${[...issue.path, issue.keys.join()].join(".")}`;
    }
  }
  return undefined;
}

async function faultOf(operation: ApiOperation, response: Response): Promise<string | undefined> {
  const { status, headers } = response;
  if (!statusesOf(operation).includes(status)) {
    return `status ${status}`;
  }
  const documented = [operation.response, operation.otherResponse].find(
    (each) => each?.status === status,
  );
  const mediaType = documented ? "application/json" : "application/problem+json";
  if (headers.get("content-type") !== mediaType) {
    return `${headers.get("content-type")}`;
  }
  const body: unknown = await response.json();
  return schemaFault(documented?.schema ?? "Problem", body);
}

function operationOf({ method, url }: Request): ApiOperation | undefined {
  const { pathname } = new URL(url);
  return apiOperations.find(
    (operation) => operation.method === method && endingIn(operation.path).test(pathname),
  );
}

function endingIn(path: string): RegExp {
  const pattern = path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+");
  return new RegExp(`${pattern}$`);
}
