/**
 * Waits for what a handler returned: a promise, an Observable (which runs only while something subscribes to it), or a promise of one.
 * Rejects if either fails.
 */
export async function handlerDone(returned: unknown): Promise<void> {
  const value = await returned;
  if (!isObservable(value)) return;
  await new Promise<void>((resolve, reject) => {
    value.subscribe({ next: () => {}, error: reject, complete: resolve });
  });
}

/**
 * The handler of an event type whose real handlers are not loaded yet. It is never called: the receiver answers 503 without
 * recording the event, so that Sendo delivers the event again.
 */
export function handlerComesLater(): void {}

interface Observable {
  subscribe(observer: { next(): void; error(reason: unknown): void; complete(): void }): unknown;
}

// The mark by which Observables of different libraries know each other. Without a polyfill of `Symbol.observable` it is a string.
const MARKS = ["@@observable", (Symbol as { observable?: symbol }).observable ?? "@@observable"];

function isObservable(value: unknown): value is Observable {
  if (typeof value !== "object" || value === null) return false;
  return MARKS.some((mark) => mark in value) && typeof (value as Partial<Observable>).subscribe === "function";
}
