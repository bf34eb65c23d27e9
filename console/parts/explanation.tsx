/** What a provider's code means, and the page that says so. */
export function Explanation({ text, url }: { text: string; url?: string | undefined }) {
  return (
    <small class="explanation">
      {text}
      {url !== undefined && (
        <>
          {" "}
          <a href={url} target="_blank" rel="noreferrer">
            More about the code
          </a>
        </>
      )}
    </small>
  );
}
