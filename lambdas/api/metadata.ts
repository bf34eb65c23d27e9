import * as z from "zod/mini";

/** A JSON Schema, as the document holds it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** What a schema says of itself with `z.meta`. */
export interface Metadata {
  readonly description?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
}

/** A schema's metadata; an optional one also says what the schema within it says. */
export function metadataOf(schema: z.core.$ZodType): Metadata {
  const inner = schema instanceof z.core.$ZodOptional ? schema._zod.def.innerType : undefined;
  return { ...(inner && metadataOf(inner)), ...z.globalRegistry.get(schema) };
}

/**
 * An example of a schema: its own, or one made of its parts' examples. Optional fields without an
 * example are left out.
 */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const example = metadataOf(schema).examples?.[0];
  if (example !== undefined) {
    return example;
  }
  if (schema instanceof z.core.$ZodObject) {
    const fields = Object.entries(schema._zod.def.shape).map(([name, field]) => [
      name,
      exampleOf(field),
    ]);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }
  if (schema instanceof z.core.$ZodArray) {
    return [exampleOf(schema._zod.def.element)];
  }
  return schema instanceof z.core.$ZodLiteral ? schema._zod.def.values[0] : undefined;
}

/** The JSON Schema of one value, such as a parameter, without its description and example. */
export function jsonSchemaOf(schema: z.core.$ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, { io: "input", override: readable });
  const { $schema: _, description: __, ...rest } = made;
  return rest;
}

/** Where a schema of this name is in the document. */
export function referenceTo(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/**
 * Takes away what is for no reader of the document, and says in one schema what may be text or a list: generators
 * make no type of a choice of schemas.
 */
export function readable({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const [one, several] = jsonSchema.anyOf ?? [];
  if (one?.type === "string" && several?.type === "array") {
    delete jsonSchema.anyOf;
    // What is said of text holds for no list, and the other way round. oapi-codegen knows no such type.
    const inGo = { "x-go-type": "any", "x-go-type-skip-optional-pointer": true };
    Object.assign(jsonSchema, { ...one, ...several, type: [one.type, several.type], ...inGo });
  }
  // Examples stand beside the schemas.
  delete jsonSchema.examples;
  // The format says it; the pattern spells out every month's days.
  if (jsonSchema.format === "date-time") {
    delete jsonSchema.pattern;
  }
  // A release may add a field to a response; and of a closed object some generators make a map.
  if (jsonSchema.additionalProperties === false) {
    delete jsonSchema.additionalProperties;
  }
  // Every name in JSON is text.
  delete jsonSchema.propertyNames;
  // JavaScript's own bounds are nobody else's.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
    delete jsonSchema.maximum;
  }
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) {
    delete jsonSchema.minimum;
  }
}
