/**
 * Iterates over a map's keys, oldest first, and keeps its position between calls. Each call returns the next key, which the
 * caller then deletes.
 *
 * Calling `map.keys()` each time would be slow. V8 keeps the slots of deleted entries until it creates a new table, and each new
 * iterator has to skip all of those slots. With 100,000 entries in the map, adding an entry took up to 400 µs.
 */
export function insertionCursor<Key>(map: ReadonlyMap<Key, unknown>): () => Key | undefined {
  let keys = map.keys();
  return () => {
    let next = keys.next();
    if (next.done) {
      // A finished iterator stays finished even if entries are added later.
      keys = map.keys();
      next = keys.next();
    }
    return next.value;
  };
}
