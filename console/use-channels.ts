import { useEffect, useState } from "preact/hooks";
import { useHerald } from "./herald.ts";

/** The names of the deployed channels; empty until the API has returned them. */
export function useChannelNames(): readonly string[] {
  const { client } = useHerald();
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    client.status().then(
      ({ channels }) => setNames(channels.map(({ name }) => name)),
      // Lists and forms work without them.
      () => {},
    );
  }, [client]);
  return names;
}
