/** How deep an example goes: a schema may refer to itself. */
const maxDepth = 6;

/**
 * What to begin with where a template's data has to be entered: what its schema needs, with nothing in it.
 * Of several schemas or types it is the first; references are followed within the schema alone.
 */
export function exampleData(schema: unknown): unknown {
  return exampleOf(schema, schema, 0);
}

function exampleOf(schema: unknown, root: unknown, depth: number): unknown {
  const { $ref, anyOf, oneOf, ...own } = Object(schema);
  if (depth >= maxDepth) {
    return null;
  }
  const given = givenIn(own);
  if (given !== undefined) {
    return given;
  }
  const other = typeof $ref === "string" ? referredTo($ref, root) : (anyOf ?? oneOf)?.[0];
  return other === undefined
    ? emptyOf(own, (part) => exampleOf(part, root, depth + 1))
    : exampleOf(other, root, depth + 1);
}

/** A value that the schema itself names. */
function givenIn(schema: Readonly<Record<string, unknown>>): unknown {
  const { default: usual, const: only, examples, enum: all } = schema;
  const [first] = [examples, all].flatMap((each) => (Array.isArray(each) ? each : []));
  return usual ?? only ?? first;
}

/** What a pointer such as `#/$defs/amount` leads to. */
function referredTo(pointer: string, root: unknown): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce((found: unknown, step) => Object(found)[step], root);
}

function emptyOf(schema: Readonly<Record<string, unknown>>, make: (part: unknown) => unknown) {
  const { type, properties, required, items } = schema;
  switch (Array.isArray(type) ? type[0] : type) {
    case "object": {
      const needed = Array.isArray(required) ? required : [];
      const parts = Object.entries(Object(properties)).filter(([name]) => needed.includes(name));
      return Object.fromEntries(parts.map(([name, part]) => [name, make(part)]));
    }
    case "array":
      return [make(items)];
    case "number":
    case "integer":
      return 0;
    case "boolean":
      return false;
    case "string":
      return "";
    default:
      return null;
  }
}
