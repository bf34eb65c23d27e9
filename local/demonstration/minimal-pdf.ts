/**
 * Makes a PDF of one page, some hundred bytes, that says one line.
 *
 * @param line ASCII without parentheses and backslashes.
 * @see https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf annex H.3
 */
export function minimalPdf(line: string): Buffer {
  const drawn = `BT /F1 24 Tf 72 720 Td (${line}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ].map((content, index) => `${index + 1} 0 obj\n${content}\nendobj\n`);
  const header = "%PDF-1.4\n";
  return Buffer.from(`${header}${objects.join("")}${endOf(objects, header.length)}`, "ascii");
}

/** The table of where each object begins, and the trailer. */
function endOf(objects: readonly string[], begin: number): string {
  let offset = begin;
  const entries = ["0000000000 65535 f \n"];
  for (const object of objects) {
    entries.push(`${String(offset).padStart(10, "0")} 00000 n \n`);
    offset += object.length;
  }
  return [
    `xref\n0 ${entries.length}\n${entries.join("")}`,
    `trailer\n<< /Size ${entries.length} /Root 1 0 R >>\n`,
    `startxref\n${offset}\n%%EOF\n`,
  ].join("");
}
