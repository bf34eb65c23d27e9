import { useEffect, useRef } from "preact/hooks";

/** A question that needs an answer. */
export interface Question {
  readonly title: string;
  readonly detail: string;
  /** The label of the button that confirms. */
  readonly yes: string;
  readonly onYes: () => void;
}

/** Asks a question in front of everything else; Escape and the other button mean no. */
export function ConfirmDialog({
  question,
  onClose,
}: {
  question: Question | undefined;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question) {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [question]);
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={onClose}>
      {question && (
        <>
          <h2 id="question">{question.title}</h2>
          <p>{question.detail}</p>
          <div class="buttons">
            <button type="button" onClick={onClose}>
              Leave it
            </button>
            <button
              type="button"
              class="primary"
              onClick={() => {
                onClose();
                question.onYes();
              }}
            >
              {question.yes}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
