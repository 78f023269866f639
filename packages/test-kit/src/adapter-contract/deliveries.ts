/** The header that authenticates a delivery, as named in Sendo's documentation. */
export const TOKEN_HEADER = "x-webhook-token";

// The non-ASCII letters and the emoji reveal decoding errors.
const BODY = "Grüße, we are 4 \u{1F37D}";

/** Creates a `message.incoming` event in the documented format. */
export function incomingEvent(id: string, type = "message.incoming") {
  return {
    id,
    type,
    timestamp: "2024-05-02T17:10:03.118Z",
    message: {
      id: `message-of-${id}`,
      type: "SMS",
      createdAt: "2024-05-02T17:10:02.640Z",
      direction: "INBOUND",
      from: "+12065550142",
      to: "+14155550111",
      body: BODY,
      status: "DELIVERED",
      errorCode: null,
      errorMessage: null,
    },
  };
}
