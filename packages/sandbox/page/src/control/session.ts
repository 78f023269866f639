const STORED = "sendo-sandbox-token";

/** The page's credentials. */
export interface Session {
  /** Returns the latest token received by any tab in this browser. */
  token(): string | undefined;
  /** Calls `listener` when the token changes. After the sandbox restarts, reopening one tab updates the others. */
  onChange(listener: () => void): void;
}

/**
 * Reads the token from the URL fragment (`#token=...`) and removes it from the URL, because a token in the address bar
 * can appear in screenshots. The token is stored for all tabs of this origin, because links opened in new tabs do not
 * contain it.
 */
export function openSession(): Session {
  takeFromAddress();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  addEventListener("storage", ({ key }) => key === STORED && changed());
  // Pasting a new fragment into the address of an open page does not reload the page.
  addEventListener("hashchange", () => takeFromAddress() && changed());
  return {
    token: () => localStorage.getItem(STORED) ?? undefined,
    onChange: (listener) => void listeners.add(listener),
  };
}

/**
 * Returns the tenant in the address (`?tenant=...`), or `undefined` for the default tenant. Links only change the
 * fragment, so they keep the tenant.
 */
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
