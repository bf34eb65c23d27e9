import { useEffect, useState } from "preact/hooks";
import { useHerald, useMayCall } from "./herald.ts";

/** The names of the deployed channels; empty until the API has returned them, or if the key may not ask. */
export function useChannelNames(): readonly string[] {
  const { client } = useHerald();
  const mayAsk = useMayCall("readStatus");
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!mayAsk) {
      return;
    }
    client.status().then(
      ({ channels }) => setNames(channels.map(({ name }) => name)),
      // Lists and forms work without them.
      () => {},
    );
  }, [client, mayAsk]);
  return names;
}
