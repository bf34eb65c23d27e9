import "./known-locale.ts";
import { render } from "preact";
import { App } from "./app.tsx";
import { Guarded } from "./parts/guarded.tsx";

const root = document.getElementById("app");
if (root) {
  // What says that the page has not started.
  root.replaceChildren();
  render(
    <Guarded>
      <App />
    </Guarded>,
    root,
  );
}
