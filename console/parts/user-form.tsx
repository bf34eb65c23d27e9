import type { ComponentChildren } from "preact";
import type { Route } from "../route.ts";
import { linkTo } from "../route.ts";
import { TextField } from "./field.tsx";

/** Asks for a user's id and goes to that user's view. */
export function UserForm({
  button,
  routeOf,
  children,
}: {
  /** The label of the button that goes there. */
  button: string;
  routeOf: (userId: string, form: FormData) => Route;
  /** Further fields. */
  children?: ComponentChildren;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const userId = String(form.get("userId")).trim();
        if (userId !== "") {
          location.hash = linkTo(routeOf(userId, form));
        }
      }}
    >
      <TextField
        name="userId"
        label="User id"
        type="search"
        required
        hint="As your back-end named the user, such as u-42."
      />
      {children}
      <button type="submit" class="primary">
        {button}
      </button>
    </form>
  );
}
