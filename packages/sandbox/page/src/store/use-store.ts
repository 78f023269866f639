import { createContext, use, useSyncExternalStore } from "react";
import type { Live } from "./live.js";
import type { State } from "./state.js";
import type { Store } from "./store.js";

/** Store with its connection. */
export interface Connected {
  readonly store: Store;
  readonly live: Live;
}

export const ConnectedContext = createContext<Connected | undefined>(undefined);

/** Selects part of the state. The function must return the same value for the same state. */
export function useStore<T>(select: (state: State) => T): T {
  const { store } = useConnected();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** Returns the store and its connection. */
export function useConnected(): Connected {
  const connected = use(ConnectedContext);
  if (connected === undefined) throw new Error("A component outside ConnectedContext used the store.");
  return connected;
}
