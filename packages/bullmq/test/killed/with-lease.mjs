/** An idempotency store whose leases are short: a dead worker's keys come free sooner than in production. Harder, not easier. */
export const withLease = (store, leaseMs) => ({
  ...store,
  claim: (key, claim) => store.claim(key, { ...claim, leaseMs }),
  extend: (key, extension) => store.extend(key, { ...extension, leaseMs }),
  dispatch: (key, mark) => store.dispatch(key, { ...mark, leaseMs }),
});
