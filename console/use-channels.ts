import { useEffect, useState } from "preact/hooks";
import { useHerald } from "./herald.ts";

/** The names of the deployed channels; none until the API has told them. */
export function useChannelNames(): readonly string[] {
  const { client } = useHerald();
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    client.status().then(
      ({ channels }) => setNames(channels.map(({ name }) => name)),
      // A list and a form are of use without them.
      () => {},
    );
  }, [client]);
  return names;
}
