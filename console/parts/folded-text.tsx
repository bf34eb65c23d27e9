import { useState } from "preact/hooks";

/** Characters and lines of a message that is shown whole. */
const maxShown = { characters: 800, lines: 12 };

/** A message; a long one is folded, so that what follows is not far below, until the reader unfolds it. */
export function FoldedText({ text }: { text: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const isLong =
    text.length > maxShown.characters ||
    text.split("\n", maxShown.lines + 1).length > maxShown.lines;
  return (
    <>
      <blockquote class={isLong && !isOpen ? "message folded" : "message"} dir="auto">
        {text}
      </blockquote>
      {isLong && (
        <button
          type="button"
          class="unfold"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? "Fold the message" : `Show all ${text.length} characters`}
        </button>
      )}
    </>
  );
}
