/** A pause; the returned function calls it off. */
export function later(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** Calls `run` every so often, and only while the page is to be seen; the returned function ends it. */
export function every(run: () => void, periodMs: number): () => void {
  const timer = setInterval(() => document.visibilityState === "visible" && run(), periodMs);
  return () => clearInterval(timer);
}

/** Calls `run` before the next paint; at once where the page is hidden and nothing is painted. */
export function beforePaint(run: () => void): void {
  if (document.visibilityState === "visible") requestAnimationFrame(run);
  else setTimeout(run, 50);
}

/** Milliseconds that never go back. */
export function nowMs(): number {
  return performance.now();
}
