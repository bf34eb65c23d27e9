import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { FieldFault } from "../core/field-fault.ts";
import { dataPath } from "./data-path.ts";

/** A schema of a template's data: JSON Schema, draft 2020-12. */
export type DataSchema = Readonly<Record<string, unknown>>;

const checks = new WeakMap<DataSchema, ValidateFunction>();

/**
 * Checks data against its template's schema. `format` is an annotation, as the draft has it.
 *
 * @see https://json-schema.org/draft/2020-12/json-schema-validation#section-7.2.1
 */
export function checkData(schema: DataSchema, data: object): readonly FieldFault[] {
  const check = checks.get(schema) ?? compileSchema(schema, { isStrict: false });
  checks.set(schema, check);
  return check(data) ? [] : (check.errors ?? []).map(faultOf);
}

/**
 * Makes the check of a schema.
 *
 * @param options.isStrict whether a keyword that does not exist is an error.
 * @throws Error saying what is wrong with the schema.
 */
export function compileSchema(
  schema: DataSchema,
  { isStrict }: { readonly isStrict: boolean },
): ValidateFunction {
  const options = { allErrors: true, validateFormats: false, strict: false };
  return new Ajv2020({ ...options, strictSchema: isStrict, logger: false }).compile(schema);
}

function faultOf({ instancePath, keyword, message = "is wrong", params }: ErrorObject): FieldFault {
  const path = instancePath.split("/").slice(1).map(unescapePointer);
  switch (keyword) {
    case "required":
      return {
        field: dataPath([...path, String(params["missingProperty"])]),
        detail: "is missing",
      };
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name = params["additionalProperty"] ?? params["unevaluatedProperty"];
      return { field: dataPath([...path, String(name)]), detail: "there is no such field" };
    }
    case "enum":
      return {
        field: dataPath(path),
        detail: `must be one of ${params["allowedValues"].join(", ")}`,
      };
    default:
      return { field: dataPath(path), detail: message };
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6901#section-4 */
function unescapePointer(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
