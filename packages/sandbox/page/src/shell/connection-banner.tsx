import { useStore } from "../store/use-store.js";

/** Says when what is on screen is no longer what is. */
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
          This tenant does not exist, or was dropped. <a href="/">Look at the default tenant</a>
        </>
      ) : (
        `${reason ?? "The connection was lost."} Trying again.`
      )}
    </p>
  );
}
