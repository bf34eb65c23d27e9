import { createHash } from "node:crypto";
import type { APIGatewayProxyResult } from "aws-lambda";
import { html, Markup } from "./html.ts";

const style = `
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 34rem; padding: 3rem 1.5rem; font: 1.125rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #14161a); color: light-dark(#1a1c20, #e6e8eb); }
button { font: inherit; font-weight: 600; padding: 0.6rem 1.2rem; border: 0; border-radius: 6px; cursor: pointer; background: light-dark(#0b57d0, #8ab4f8); color: light-dark(#fff, #14161a); }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
`;

/** The page runs no script, loads nothing, and posts to where it is alone. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** No page says whose link it is, and none is for search engines or caches. */
const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy": contentSecurityPolicy,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Robots-Tag": "noindex",
};

/** After how many seconds a mailbox may repeat what could not be kept. */
const retryAfterSeconds = 5;

/** Asks whether the user wants no more of a category; the button posts to the page's own address. */
export function askingPage(category: string): APIGatewayProxyResult {
  return page(
    200,
    "Unsubscribe",
    html`<p>Do you want no more “${category}” messages?</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`,
  );
}

/** Says that the user gets nothing of a category any more. */
export function donePage(category: string): APIGatewayProxyResult {
  return page(200, "Unsubscribed", html`<p>You will get no more “${category}” messages.</p>`);
}

/** Of a link that this stage did not make, or that was changed on its way. */
export function wrongLinkPage(): APIGatewayProxyResult {
  return page(
    400,
    "This link does not work",
    html`<p>It is not whole, or not ours. Please open it from the message again.</p>`,
  );
}

/** Of a link that is too old. */
export function oldLinkPage(): APIGatewayProxyResult {
  return page(410, "This link is too old", html`<p>Please use the one in a newer message.</p>`);
}

/** Where the user's word could not be kept. */
export function tryAgainPage(): APIGatewayProxyResult {
  return page(
    503,
    "Please try again",
    html`<p>You have not been unsubscribed yet. Please try again in a moment.</p>`,
    { "Retry-After": String(retryAfterSeconds) },
  );
}

function page(
  statusCode: number,
  title: string,
  content: Markup,
  more: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
  return { statusCode, headers: { ...headers, ...more }, body: text };
}
