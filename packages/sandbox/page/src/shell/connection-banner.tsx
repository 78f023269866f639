import { useStore } from "../store/use-store.js";

/** Banner for a lost connection. */
export function ConnectionBanner() {
  const connection = useStore((state) => state.connection);
  const reason = useStore((state) => state.reason);
  if (connection === "live" || connection === "connecting") return null;
  return (
    <p className="banner" role="alert" data-kind={connection}>
      {connection === "refused" ? (
        "This page belongs to an earlier run of the sandbox. Open the URL that the current run printed."
      ) : connection === "gone" ? (
        <>
          This tenant does not exist, or was dropped. <a href="/">Show the default tenant</a>
        </>
      ) : (
        `${reason ?? "The connection was lost."} Reconnecting.`
      )}
    </p>
  );
}
