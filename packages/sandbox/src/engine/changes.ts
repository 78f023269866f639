/** What changed. */
export type ChangeKind =
  | "message"
  | "delivery"
  | "request"
  | "clock"
  | "faults"
  | "campaign"
  | "number"
  | "brand"
  | "webhook"
  | "optout"
  | "problem"
  | "tenant"
  | "reset";

/** One change, as whoever watches the sandbox is told of it. */
export interface Change {
  readonly kind: ChangeKind;
  /** The tenant's name; `undefined` for what concerns all (`clock`, `tenant`) or nobody (a request with a wrong key). */
  readonly tenant: string | undefined;
  /** The changed object as its GET of the control API shows it; a copy. */
  readonly data: object;
}

/** @internal The one place where everything that changes is told. */
export interface Changes {
  /** Tells the listeners. `show` is called only if there are any. */
  announce(kind: ChangeKind, tenant: string | undefined, show: () => object): void;
  /**
   * Calls `listener` for each change, in order and at once, until the result is called. It must not throw: it runs inside
   * of what caused the change.
   */
  subscribe(listener: (change: Change) => void): () => void;
}

/** @internal */
export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  return {
    announce(kind, tenant, show) {
      if (listeners.size === 0) return;
      const change: Change = { kind, tenant, data: show() };
      for (const listener of [...listeners]) listener(change);
    },
    subscribe(listener) {
      const own = (change: Change): void => listener(change); // so that one function can listen twice
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
