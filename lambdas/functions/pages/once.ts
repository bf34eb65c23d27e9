/** Makes a value when it is first asked for, and keeps it. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Makes what belongs to a key when it is asked for, and keeps that of the last key. */
export function oncePer<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let made: { readonly key: Key; readonly value: Value } | undefined;
  return (key) => {
    if (made?.key !== key) {
      made = { key, value: make(key) };
    }
    return made.value;
  };
}
