import { useMemo } from "react";
import { useRoute } from "./router/use-route.js";
import { NoToken } from "./shell/no-token.js";
import { Shell } from "./shell/shell.js";
import { screenOf } from "./screens/screen-of.js";
import type { Live } from "./store/live.js";
import type { Store } from "./store/store.js";
import { ConnectedContext } from "./store/use-store.js";

/** Root component. Without a token, it explains how to get one. */
export function App({ store, live }: { readonly store: Store; readonly live: Live | undefined }) {
  const connected = useMemo(() => live && { store, live }, [store, live]);
  const route = useRoute();
  if (connected === undefined) return <NoToken />;
  return (
    <ConnectedContext value={connected}>
      <Shell route={route}>{screenOf(route)}</Shell>
    </ConnectedContext>
  );
}
