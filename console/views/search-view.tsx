import { TextField } from "../parts/field.tsx";
import { linkTo } from "../route.ts";
import { useViewHeading } from "../use-route.ts";

/** Asks whose notifications to show. */
export function SearchView() {
  const heading = useViewHeading("Find notifications");
  return (
    <form
      class="card narrow"
      onSubmit={(event) => {
        event.preventDefault();
        const userId = String(new FormData(event.currentTarget).get("userId")).trim();
        if (userId !== "") {
          location.hash = linkTo({ view: "list", userId, filters: {} });
        }
      }}
    >
      <h1 ref={heading} tabIndex={-1}>
        Find a user's notifications
      </h1>
      <TextField
        name="userId"
        label="User id"
        type="search"
        required
        hint="As your back-end named the user, such as u-42."
      />
      <button type="submit" class="primary">
        Show notifications
      </button>
    </form>
  );
}
