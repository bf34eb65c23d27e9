import type { HtmlText } from "../core/ports/content.ts";

/**
 * Plain text as mail programs show it that do without HTML: links with where they lead, images by what they say
 * of themselves, nothing hidden, no more than 78 characters to a line. The library is loaded with the first text.
 */
export const htmlText: HtmlText = {
  async textOf(html) {
    const { convert } = await import("html-to-text");
    return convert(html, {
      wordwrap: 78,
      // Each level takes a part of the stack.
      limits: { maxDepth: 200 },
      selectors: [
        { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
        { selector: "img", format: "inlineTextOf" },
        // What mail programs show beside the subject is there once more.
        { selector: '[style*="display:none"]', format: "skip" },
        { selector: '[style*="display: none"]', format: "skip" },
        { selector: "table", format: "dataTable", options: { uppercaseHeaderCells: false } },
        ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
          selector,
          options: { uppercase: false },
        })),
      ],
      formatters: {
        inlineTextOf: ({ attribs = {} }, _walk, builder) => {
          builder.addInline(attribs["alt"] ?? "");
        },
      },
    });
  },
};
