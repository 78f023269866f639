import { JsonBlock } from "../../ui/json-block.js";
import type { Message, RequestEntry } from "../../wire.js";

/** The call that a text came with, put together from what was kept of it. */
export function RequestAndAnswer({
  message,
  entry,
}: {
  readonly message: Message;
  readonly entry: RequestEntry | undefined;
}) {
  if (entry === undefined) {
    return (
      <p className="hint">
        {message.direction === "INBOUND"
          ? "Written on the phone: no request of your app."
          : "Sent by the platform: no request of your app."}
      </p>
    );
  }
  const { campaignId: campaign, body, to, from, mediaUrls, metadata, id } = message;
  return (
    <div className="stack">
      <JsonBlock
        label={`${entry.method} ${entry.route ?? ""}`}
        value={{ campaign, to, from, body, ...(mediaUrls && { mediaUrls }), ...(metadata && { metadata }) }}
      />
      {entry.status === 200 ? (
        <JsonBlock label={`200 in ${Math.round(entry.latencyMs)} ms`} value={{ success: true, id }} />
      ) : (
        <p className="problem">
          Accepted, but your app was told {entry.status === 0 ? "nothing" : entry.status}: sending again would text
          twice.
        </p>
      )}
    </div>
  );
}
