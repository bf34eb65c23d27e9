import type { TrackedNotification } from "../../client/herald-client.ts";
import { FoldedText } from "./folded-text.tsx";
import { MailFrame } from "./mail-frame.tsx";

type ChannelContent = NonNullable<TrackedNotification["content"]>[string];

/** What channels say, each under its name. */
export function ContentCards({ content }: { content: Readonly<Record<string, ChannelContent>> }) {
  return (
    <>
      {Object.entries(content).map(([name, words]) => (
        <section key={name} class="card" aria-label={`Words for ${name}`}>
          <h2>{name}</h2>
          <Words words={words} name={name} />
        </section>
      ))}
    </>
  );
}

function Words({ words, name }: { words: ChannelContent; name: string }) {
  const { subject, title, message, html } = words;
  const heading = title ?? subject;
  return (
    <>
      {heading !== undefined && (
        <p>
          <strong dir="auto">{heading}</strong>
        </p>
      )}
      {message !== undefined && <FoldedText text={message} />}
      {html !== undefined && <MailFrame html={html} title={`HTML for ${name}`} />}
    </>
  );
}
