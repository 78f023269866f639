/** A batch that was made and not begun. */
interface Unread {
  readonly advice: string;
}

const unread = new Set<Unread>();
const collected = new FinalizationRegistry<Unread>(warn);
let isListening = false;

/**
 * An iterable that begins when it is iterated. One that nobody iterates, as in `await sendMany(rows)`, warns when it is collected or
 * when the process is about to end: otherwise nothing would be sent, and nobody would hear of it.
 *
 * @param advice - What was called, and how to write it instead.
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
