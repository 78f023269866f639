import { JsonBlock } from "../../ui/json-block.js";
import type { Message, RequestEntry } from "../../wire.js";

/** Shows a message's request, reconstructed from stored data. */
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
          ? "This message was texted from the phone, so there is no API request."
          : "The platform sent this message, so there is no API request."}
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
          Accepted, but your app received {entry.status === 0 ? "no response" : entry.status}. If your app retries the
          request, the message is sent twice.
        </p>
      )}
    </div>
  );
}
