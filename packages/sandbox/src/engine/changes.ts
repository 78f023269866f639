/** Kind of change. */
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

/** A change in the sandbox, in the form in which it is passed to event feeds. */
export interface Change {
  readonly kind: ChangeKind;
  /**
   * Tenant name. `undefined` for a change that concerns all tenants (`clock`, `tenant`) or no tenant (a request with a
   * wrong key).
   */
  readonly tenant: string | undefined;
  /** Copy of the changed object, as returned by its GET operation in the control API. */
  readonly data: object;
}

/** @internal Publishes all changes in the sandbox. */
export interface Changes {
  /** Notifies the listeners. `show` is called only if there are listeners. */
  announce(kind: ChangeKind, tenant: string | undefined, show: () => object): void;
  /**
   * Calls `listener` synchronously for each change, in order, until the returned function is called. The listener runs
   * inside the code that caused the change, so it must not throw.
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
      // Without this wrapper, the set would ignore a second subscription of the same listener.
      const own = (change: Change): void => listener(change);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
