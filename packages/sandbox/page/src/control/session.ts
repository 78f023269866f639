const STORED = "sendo-sandbox-token";

/** What the page talks to the sandbox with. */
export interface Session {
  /** The token: the latest that any tab of this browser was opened with. */
  token(): string | undefined;
  /** Calls `listener` when another one came: after a restart, one tab that is opened anew revives the others. */
  onChange(listener: () => void): void;
}

/**
 * The token from the address (`#token=...`), which is then cleaned of it, since a token in the address bar ends up in
 * screenshots. It is kept for all tabs of the origin: a link that is opened in a new tab has none in its address.
 */
export function openSession(): Session {
  takeFromAddress();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  addEventListener("storage", ({ key }) => key === STORED && changed());
  // Pasted over the address of a page that is open, it loads nothing.
  addEventListener("hashchange", () => takeFromAddress() && changed());
  return {
    token: () => localStorage.getItem(STORED) ?? undefined,
    onChange: (listener) => void listeners.add(listener),
  };
}

/** The tenant that the address names (`?tenant=...`); the default one without. Links keep it, as they change only what is behind `#`. */
export function tenantInAddress(): string | undefined {
  return new URLSearchParams(location.search).get("tenant") ?? undefined;
}

function takeFromAddress(): boolean {
  const given = new URLSearchParams(location.hash.slice(1));
  const token = given.get("token");
  if (token === null || token === "") return false;
  localStorage.setItem(STORED, token);
  history.replaceState(null, "", `${location.pathname}${location.search}#${given.get("to") ?? "/inbox"}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
  return true;
}
