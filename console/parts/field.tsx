import type { ComponentChildren, JSX } from "preact";

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
}

/** A labelled input, with its hint and, where the API found one, its fault. */
export function TextField({
  name,
  label,
  hint,
  error,
  multiline = false,
  ...input
}: FieldProps & { readonly multiline?: boolean } & JSX.IntrinsicElements["input"]) {
  const common = {
    id: `field-${name}`,
    name,
    "aria-invalid": error !== undefined,
    "aria-describedby": `field-${name}-note`,
  };
  return (
    <div class="field">
      <label for={common.id}>{label}</label>
      {multiline ? (
        <textarea {...common} dir="auto" rows={4} required={input.required === true} />
      ) : (
        <input autocomplete="off" dir="auto" spellcheck={false} {...input} {...common} />
      )}
      <FieldNote id={`field-${name}-note`} hint={hint} error={error} />
    </div>
  );
}

/** A group of checkboxes. */
export function BoxGroup({
  name,
  label,
  hint,
  error,
  children,
}: FieldProps & { readonly children: ComponentChildren }) {
  return (
    <fieldset class="field" aria-describedby={`field-${name}-note`}>
      <legend>{label}</legend>
      <div class="boxes">{children}</div>
      <FieldNote id={`field-${name}-note`} hint={hint} error={error} />
    </fieldset>
  );
}

/** What stands below a control: its fault, else its hint. */
export function FieldNote({
  id,
  hint,
  error,
}: {
  id: string;
  hint: string | undefined;
  error: string | undefined;
}) {
  return (
    <p id={id} class={error === undefined ? "hint" : "hint hint-bad"}>
      {error ?? hint}
    </p>
  );
}
