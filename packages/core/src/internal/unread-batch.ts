interface Unread {
  readonly advice: string;
}

const unread = new Set<Unread>();
const collected = new FinalizationRegistry<Unread>(warn);
let isListening = false;

/**
 * Creates an iterable that does nothing until it is iterated. If it is never iterated, as in `await sendMany(rows)`, a warning
 * is emitted when the iterable is garbage-collected or the process ends. Otherwise, the mistake would go unnoticed.
 *
 * @param advice - Names the method that was called and explains how to use it correctly.
 */
export function warnIfUnread<T>(advice: string, begin: () => AsyncIterator<T, void, undefined>): AsyncIterable<T> {
  const batch: Unread = { advice };
  let iterator: AsyncIterator<T, void, undefined> | undefined;
  const iterable: AsyncIterable<T> = {
    [Symbol.asyncIterator]() {
      unread.delete(batch);
      return (iterator ??= begin());
    },
  };
  unread.add(batch);
  collected.register(iterable, batch);
  if (!isListening) process.on("beforeExit", () => unread.forEach(warn));
  isListening = true;
  return iterable;
}

function warn(batch: Unread): void {
  if (unread.delete(batch))
    process.emitWarning(batch.advice, { type: "SendoWarning", code: "SENDO_BATCH_NOT_ITERATED" });
}
