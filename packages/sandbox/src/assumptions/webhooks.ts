import { DOCUMENTED, UNTIL_SEEN, entry, type Assumption } from "./assumption.js";

/** @internal Webhooks. */
export const WEBHOOKS_ASSUMPTIONS: readonly Assumption[] = [
  entry(
    "webhook-backoff",
    "documented",
    "webhooks",
    "The first retry comes after 60 s; each further wait is doubled.",
    {
      noOption: DOCUMENTED,
    },
  ),
  entry(
    "webhook-retries",
    "assumed",
    "webhooks",
    '"Up to 6 times" means six retries after the first attempt: seven attempts in 63 minutes.',
    { option: "assume.webhookRetries", questions: [19] },
  ),
  entry(
    "webhook-timeout",
    "assumed",
    "webhooks",
    "A receiver has 10 seconds. No response counts as a failure, as a status other than 2XX does.",
    { option: "webhookTimeoutMs", questions: [19] },
  ),
  entry("webhook-redirects", "assumed", "webhooks", "A redirect is a failure and is not followed.", {
    noOption: "Only 2XX is documented as success.",
    questions: [19],
  }),
  entry(
    "webhook-event-id",
    "assumed",
    "webhooks",
    "An event has the same id and timestamp at every retry, and another id for every webhook. timestamp is the time of the change, not of the delivery.",
    {
      noOption: "No reading is stricter. The magic number 0022 plays one change under two event ids.",
      questions: [19],
    },
  ),
  entry(
    "webhook-order",
    "assumed",
    "webhooks",
    "An event does not wait for an earlier one whose delivery failed. Up to 64 deliveries run concurrently.",
    {
      noOption: UNTIL_SEEN,
      questions: [19],
    },
  ),
  entry(
    "webhook-token",
    "assumed",
    "webhooks, campaign/create-webhook",
    "X-Webhook-Token is the webhook's signature. It never changes.",
    { noOption: "Two pages together say so; no way to change it is documented.", questions: [20] },
  ),
  entry(
    "webhook-headers",
    "assumed",
    "webhooks",
    "A delivery is HTTP/1.1 on a connection of its own. Next to X-Webhook-Token it has Content-Type: application/json, Content-Length and User-Agent: sendo-sandbox.",
    { noOption: "No other header is documented, so no app should read one.", questions: [19] },
  ),
  entry(
    "event-fields",
    "assumed",
    "webhooks, metadata",
    "The message in an event has the fields that the example of message.incoming shows up to where it is cut off, and metadata. It has no campaignId, updatedAt, scheduledAt or numSegments.",
    { option: "assume.eventFields", questions: [18] },
  ),
  entry(
    "event-status",
    "assumed",
    "webhooks",
    "message.status has the form of message.incoming, with the message whose status changed.",
    { noOption: "Nothing of its real body could be read.", questions: [18] },
  ),
  entry(
    "event-optout",
    "assumed",
    "webhooks",
    "recipient.optout has the form of message.incoming; its message is the one that opted out.",
    { noOption: "Nothing of its real body could be read.", questions: [18] },
  ),
  entry(
    "event-created",
    "assumed",
    "webhooks",
    "CREATED raises no event; every later status does, also of an automatic reply.",
    { option: "assume.createdRaisesEvent", questions: [12] },
  ),
  entry("webhook-targets", "assumed", "none", "A webhook URL that is not on localhost returns 400.", {
    option: "allowRemoteWebhooks",
  }),
  entry(
    "webhook-patch-numbers",
    "assumed",
    "webhook/update",
    "A PATCH without numbers leaves them as they are; an empty list means all.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
  entry(
    "webhook-edges",
    "assumed",
    "campaign/create-webhook, webhook/update",
    "Unknown event types, an empty list of them, numbers of another campaign and a URL with a password in it return 400. An event type that is named twice counts once. Two webhooks with one URL are two. No endpoint deletes one.",
    { noOption: UNTIL_SEEN, questions: [21] },
  ),
];
