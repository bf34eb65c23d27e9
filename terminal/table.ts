/** A cell of a table. Numbers stand at the right of their column, texts at the left. */
export type Cell = string | number;

/** Lays rows out in columns as wide as their widest cell, two spaces apart. */
export function formatTable(rows: readonly (readonly Cell[])[]): string {
  const columns = rows[0]?.keys() ?? [];
  const widths = Array.from(columns, (column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  );
  return rows
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

function pad(cell: Cell, width: number): string {
  return typeof cell === "number" ? String(cell).padStart(width) : cell.padEnd(width);
}

/** Lays rows out as a table in Markdown; columns of numbers, also formatted ones, at the right. */
export function formatMarkdownTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(" | ")} |`;
  const isNumeric = (column: number) => /^[-–\d.,]+$/.test(String(rows[0]?.[column]));
  const rule = head.map((_, column) => (isNumeric(column) ? "---:" : "---"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
