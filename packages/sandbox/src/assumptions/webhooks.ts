import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

export const WEBHOOKS_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "webhook-backoff",
    "documented",
    "webhooks",
    "The first retry comes after 60 seconds. Each later delay is twice as long as the previous one.",
    {
      noOption: DOCUMENTED,
    },
  ),
  entry(
    "webhook-retries",
    "assumed",
    "webhooks",
    '"Up to 6 times" means six retries in addition to the first attempt. The retry delays add up to 63 minutes.',
    { option: "assume.webhookRetries", questions: [19] },
  ),
  entry(
    "webhook-timeout",
    "assumed",
    "webhooks",
    "A receiver has 10 seconds to respond. A timeout and a status other than 2XX count as failures.",
    { option: "webhookTimeoutMs", questions: [19] },
  ),
  entry("webhook-redirects", "assumed", "webhooks", "A redirect counts as a failure and is not followed.", {
    noOption: "Only 2XX is documented as success.",
    questions: [19],
  }),
  entry(
    "webhook-event-id",
    "assumed",
    "webhooks",
    "An event keeps its id and timestamp when it is retried. Each webhook receives the event with a different id. timestamp is the time of the change, not of the delivery.",
    {
      noOption:
        "No single interpretation is the strictest. With the magic number 0022, each status change is sent twice, with different event ids.",
      questions: [19],
    },
  ),
  entry(
    "webhook-order",
    "assumed",
    "webhooks",
    "An event does not wait for an earlier event whose delivery failed. Up to 64 deliveries run concurrently.",
    {
      noOption: UNTIL_SEEN,
      questions: [19],
    },
  ),
  entry(
    "webhook-token",
    "assumed",
    "webhooks, campaign/create-webhook",
    "X-Webhook-Token contains the webhook's signature, which never changes.",
    {
      noOption:
        "Taken together, two pages of Sendo's documentation imply this. Sendo does not document a way to change the token.",
      questions: [20],
    },
  ),
  entry(
    "webhook-headers",
    "assumed",
    "webhooks",
    "Each delivery is sent over HTTP/1.1 on a new connection. Its headers are X-Webhook-Token, Content-Type: application/json, Content-Length and User-Agent: sendo-sandbox.",
    { noOption: "No other headers are documented, so apps should not read any.", questions: [19] },
  ),
  entry(
    "event-fields",
    "assumed",
    "webhooks, metadata",
    "The message in an event contains a metadata field and every field in the documented message.incoming example. That example is cut off. The message has no campaignId, updatedAt, scheduledAt or numSegments.",
    { option: "assume.eventFields", questions: [18] },
  ),
  entry(
    "event-status",
    "assumed",
    "webhooks",
    "message.status has the format of message.incoming and contains the message whose status changed.",
    { noOption: "The body of this event is cut off in the documentation.", questions: [18] },
  ),
  entry(
    "event-optout",
    "assumed",
    "webhooks",
    "recipient.optout has the format of message.incoming and contains the recipient's opt-out message.",
    { noOption: "The body of this event is cut off in the documentation.", questions: [18] },
  ),
  entry(
    "event-created",
    "assumed",
    "webhooks",
    "The CREATED status does not raise an event. Every later status raises an event, including the statuses of automatic replies.",
    { option: "assume.createdRaisesEvent", questions: [12] },
  ),
  entry("webhook-targets", "assumed", "none", "A request with a webhook URL that is not on localhost returns 400.", {
    option: "allowRemoteWebhooks",
  }),
  entry(
    "webhook-patch-numbers",
    "assumed",
    "webhook/update",
    "A PATCH request without a numbers field does not change the webhook's numbers. An empty list means all numbers.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
  entry(
    "webhook-edges",
    "assumed",
    "campaign/create-webhook, webhook/update",
    "A request with an unknown event type, an empty list of event types, a number from another campaign, or a URL with a password returns 400. A repeated event type counts once. Two webhooks can have the same URL. There is no endpoint for deleting webhooks.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
];
