/** Whom the page talks to the control API as. */
export interface Session {
  readonly token: string;
  /** API key of the tenant to look at; the default tenant without one. */
  readonly key: string | undefined;
}

const STORED = "sendo-sandbox-session";

/**
 * The session from the address (`#token=...&key=...`), which is then cleaned of it: a token in the address bar ends up in
 * screenshots. Else the one that this tab had before a reload. `undefined` without either.
 */
export function takeSession(): Session | undefined {
  const given = new URLSearchParams(location.hash.slice(1));
  const token = given.get("token");
  if (token !== null && token !== "") {
    const session = { token, key: given.get("key") ?? undefined };
    sessionStorage.setItem(STORED, JSON.stringify(session));
    history.replaceState(null, "", `${location.pathname}#${given.get("to") ?? "/inbox"}`);
    return session;
  }
  return readStored();
}

function readStored(): Session | undefined {
  try {
    const { token, key } = JSON.parse(sessionStorage.getItem(STORED) ?? "null") as Record<string, unknown>;
    if (typeof token !== "string") return undefined;
    return { token, key: typeof key === "string" ? key : undefined };
  } catch {
    return undefined; // nothing stored, or not by us
  }
}
