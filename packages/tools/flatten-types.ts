import ts from "typescript";

/**
 * The exported types of a file, written out: what they are inferred from, such as zod's schemas, is
 * resolved, and their fields have the comments of the schemas' fields.
 *
 * @param configFile the `tsconfig.json` that the file belongs to.
 * @returns the text of a declaration file that imports nothing.
 */
export function flattenTypes(file: string, configFile: string): string {
  const { options } = ts.getParsedCommandLineOfConfigFile(
    configFile,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  ) ?? { options: {} };
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) {
    throw new Error(`${file}: is no module`);
  }
  const printer = new TypePrinter(checker);
  return checker
    .getExportsOfModule(module)
    .filter(({ flags }) => (flags & ts.SymbolFlags.Type) !== 0)
    .map((symbol) => printer.declaration(symbol))
    .join("\n");
}

/** Writes types out, field by field. */
class TypePrinter {
  private readonly checker: ts.TypeChecker;
  /** The types that enclose the one being written: none is written within itself. */
  private readonly open: ts.Type[] = [];

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  declaration(symbol: ts.Symbol): string {
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    const isObject = type.isClassOrInterface() || (isPlainObject(type) && !type.isUnion());
    const body = this.print(type);
    return `${this.comment(symbol, "")}export ${
      isObject ? `interface ${symbol.name} ${body}` : `type ${symbol.name} = ${body};`
    }\n`;
  }

  private print(type: ts.Type, indent = ""): string {
    if (this.open.includes(type)) {
      throw new Error(`${this.checker.typeToString(type)} is a part of itself`);
    }
    this.open.push(type);
    const text = this.printAny(type, indent);
    this.open.pop();
    return text;
  }

  private printAny(type: ts.Type, indent: string): string {
    if (type.isUnion() && type.types.some(hasFields)) {
      const last = type.types.filter(({ flags }) => (flags & ts.TypeFlags.Undefined) !== 0);
      const first = type.types.filter((each) => !last.includes(each));
      return [...first, ...last].map((each) => this.print(each, indent)).join(" | ");
    }
    if (this.checker.isTupleType(type)) {
      return this.printTuple(type as ts.TypeReference, indent);
    }
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      const readonly = type.symbol.name === "ReadonlyArray" ? "readonly " : "";
      return `${readonly}${this.printItem(item as ts.Type, indent)}[]`;
    }
    return isPlainObject(type)
      ? this.printObject(type, indent)
      : this.checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  /** With brackets where the type would otherwise be taken apart. */
  private printItem(type: ts.Type, indent: string): string {
    const text = this.print(type, indent);
    return type.isUnion() ? `(${text})` : text;
  }

  private printTuple(type: ts.TypeReference, indent: string): string {
    const { elementFlags, readonly } = type.target as ts.TupleType;
    const items = this.checker.getTypeArguments(type).map((item, index) => {
      const isOptional = elementFlags[index] === ts.ElementFlags.Optional;
      return isOptional ? `${this.printItem(item, indent)}?` : this.print(item, indent);
    });
    return `${readonly ? "readonly " : ""}[${items.join(", ")}]`;
  }

  private printObject(type: ts.Type, indent: string): string {
    const inner = `${indent}    `;
    const indexes = this.checker.getIndexInfosOfType(type).map((info) => {
      const key = this.checker.typeToString(info.keyType);
      const readonly = info.isReadonly ? "readonly " : "";
      return `${inner}${readonly}[name: ${key}]: ${this.print(info.type, inner)};\n`;
    });
    const fields = this.checker
      .getPropertiesOfType(type)
      .map((field) => `${this.comment(field, inner)}${inner}${this.printField(field, inner)}\n`);
    const lines = [...indexes, ...fields].join("");
    return lines === "" ? "{}" : `{\n${lines}${indent}}`;
  }

  private printField(field: ts.Symbol, indent: string): string {
    const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const isReadonly = field.declarations?.some(
      (declaration) => (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0,
    );
    const name = `${isReadonly ? "readonly " : ""}${keyOf(field)}${isOptional ? "?" : ""}`;
    return `${name}: ${this.print(this.checker.getTypeOfSymbol(field), indent)};`;
  }

  private comment(symbol: ts.Symbol, indent: string): string {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.checker));
    if (text === "") {
      return "";
    }
    if (!text.includes("\n")) {
      return `${indent}/** ${text} */\n`;
    }
    const lines = text.split("\n").map((line) => `${indent} * ${line}`.trimEnd());
    return `${indent}/**\n${lines.join("\n")}\n${indent} */\n`;
  }
}

function keyOf({ name }: ts.Symbol): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Whether a type is made of fields, and is none that the language has a name for, as `Date`. */
function isPlainObject(type: ts.Type): boolean {
  const isOfLanguage = type.symbol?.declarations?.some((declaration) =>
    /\/(typescript\/lib|@types\/node)\//.test(declaration.getSourceFile().fileName),
  );
  const isFunction = type.getCallSignatures().length > 0;
  return hasFields(type) && !isFunction && !(isOfLanguage && type.isClassOrInterface());
}

function hasFields({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
}
