import type { OutgoingHttpHeader } from "node:http";

const maxResponseBytes = 1_048_576;

/** Reads a response's body, of 1 MiB at most, as UTF-8. */
export async function readBody(response: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > maxResponseBytes) {
      throw Object.assign(new Error("The answer is too large"), { code: "HERALD_ANSWER_SIZE" });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A response's headers, the values of each in one text. */
export function joinHeaders(
  headers: Readonly<Record<string, OutgoingHttpHeader | undefined>>,
): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    joined[name] = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  }
  return joined;
}
