/** Calls `run` after a delay. The returned function cancels the call. */
export function later(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** Calls `run` periodically while the page is visible. The returned function stops the calls. */
export function every(run: () => void, periodMs: number): () => void {
  const timer = setInterval(() => document.visibilityState === "visible" && run(), periodMs);
  return () => clearInterval(timer);
}

/** Calls `run` before the next paint, or after a short delay on a hidden page, which is not painted. */
export function beforePaint(run: () => void): void {
  if (document.visibilityState === "visible") requestAnimationFrame(run);
  else setTimeout(run, 50);
}

/** Returns monotonic milliseconds. */
export function nowMs(): number {
  return performance.now();
}
