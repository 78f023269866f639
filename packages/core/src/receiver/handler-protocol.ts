/**
 * Waits for a handler's result: a promise, an Observable, or a promise for an Observable. Subscribes to the Observable, because
 * an Observable does not start without a subscriber. Rejects if the promise rejects or the Observable emits an error.
 */
export async function handlerDone(returned: unknown): Promise<void> {
  const value = await returned;
  if (!isObservable(value)) return;
  await new Promise<void>((resolve, reject) => {
    value.subscribe({ next: () => {}, error: reject, complete: resolve });
  });
}

/**
 * Placeholder handler for an event type whose handlers are not loaded yet. The placeholder is never called. The receiver responds
 * with 503 and does not record the event, so Sendo delivers it again.
 */
export function handlerComesLater(): void {}

interface Observable {
  subscribe(observer: { next(): void; error(reason: unknown): void; complete(): void }): unknown;
}

// Libraries recognize each other's Observables by this property. If `Symbol.observable` is not polyfilled, the property's name is
// a string.
const OBSERVABLE_KEYS = ["@@observable", (Symbol as { observable?: symbol }).observable ?? "@@observable"];

function isObservable(value: unknown): value is Observable {
  if (typeof value !== "object" || value === null) return false;
  return OBSERVABLE_KEYS.some((key) => key in value) && typeof (value as Partial<Observable>).subscribe === "function";
}
