/** How deep an example goes: a schema may refer to itself. */
const maxDepth = 6;

/** What to begin with where a template's data has to be entered: what its schema needs, with nothing in it. */
export function exampleData(schema: unknown, depth = 0): unknown {
  const { type, properties = {}, required = [], items, examples, default: given } = Object(schema);
  if (given !== undefined || Array.isArray(examples)) {
    return given ?? examples[0];
  }
  if (depth >= maxDepth) {
    return null;
  }
  switch (type) {
    case "object": {
      const names = Object.keys(properties).filter((name) => required.includes(name));
      const fields = names.map((name) => [name, exampleData(properties[name], depth + 1)]);
      return Object.fromEntries(fields);
    }
    case "array":
      return [exampleData(items, depth + 1)];
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
