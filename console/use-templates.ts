import { useEffect, useState } from "preact/hooks";
import type { TemplateList } from "../client/herald-client.ts";
import { useHerald, useMayCall } from "./herald.ts";

/** A template as the API lists it. */
export type ListedTemplate = TemplateList["templates"][number];

/** The templates that are in force; none until the API has returned them, or if the key may not ask. */
export function useTemplates(): readonly ListedTemplate[] {
  const { client } = useHerald();
  const mayAsk = useMayCall("listTemplates");
  const [templates, setTemplates] = useState<readonly ListedTemplate[]>([]);
  useEffect(() => {
    if (!mayAsk) {
      return;
    }
    client.templates().then(
      (list) => setTemplates(list.templates),
      // The form works without them.
      () => {},
    );
  }, [client, mayAsk]);
  return templates;
}
