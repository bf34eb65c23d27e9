/**
 * Bytes that a list may have in a function's response. Lambda cuts off at 6 MB, of the response as
 * it hands it on: the body is text in JSON there, and so is escaped once more.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxListBytes = 5_000_000;

/**
 * The first items of a list that a response has room for: at least one, if there is any. What one item
 * takes is far below the limit, as DynamoDB's and the fields' own limits see to.
 */
export function fitting<Item>(items: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += bytesInResponse(item);
    return index > 0 && bytes > maxListBytes;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** With the comma after it. */
function bytesInResponse(item: unknown): number {
  return Buffer.byteLength(JSON.stringify(`${JSON.stringify(item)},`)) - '""'.length;
}
