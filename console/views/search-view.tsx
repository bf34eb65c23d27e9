import { TextField } from "../parts/field.tsx";
import { UserForm } from "../parts/user-form.tsx";
import { useViewHeading } from "../use-route.ts";

/** Asks whose notifications to show, or which one of them. */
export function SearchView() {
  const heading = useViewHeading("Find notifications");
  return (
    <section class="card narrow">
      <h1 ref={heading} tabIndex={-1}>
        Find a user's notifications
      </h1>
      <UserForm
        button="Show notifications"
        routeOf={(userId, form) => {
          const id = String(form.get("notificationId")).trim().toUpperCase();
          return id === ""
            ? { view: "list", userId, filters: {} }
            : { view: "notification", userId, id };
        }}
      >
        <TextField
          name="notificationId"
          label="Notification id"
          type="search"
          hint="Optional: shows that one alone. Records are kept by user, so it needs the user's id too."
        />
      </UserForm>
    </section>
  );
}
