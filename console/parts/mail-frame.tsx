import { useEffect, useState } from "preact/hooks";

/** What the HTML of a mail may do in the frame: be styled. No script, no request, no form. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * A mail's HTML as its caller wrote it, in a frame of no origin that runs no script and asks the network for
 * nothing. It is a file of its own, as the page's rules let no text become markup.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">${html}`;
    const made = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [html]);
  return (
    url !== undefined && (
      <iframe class="mail" title={title} src={url} sandbox="" referrerpolicy="no-referrer" />
    )
  );
}
