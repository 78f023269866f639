import { format } from "prettier";
import { fieldsOf, table, type Node } from "./api-page.js";
import type { JsonSchema } from "./json-schema.js";

const FIELD_HEADS = ["field", "type", "required", "meaning", "assumed"];

/** What the client makes of each response, by its key in the document. */
const CLIENT: Readonly<Record<string, string>> = {
  200: "`accepted`: the call returns `id` and `reference`",
  400: "`bad_request` with the outcome `rejected`",
  401: "`unauthorized` with the outcome `rejected`",
  403: "`api_key_invalid` with the outcome `rejected`",
  429: "the client waits and retries; after the last attempt, the call fails with `rate_limited` and the outcome `rejected`",
  "5XX": "`server_error` with the outcome `unknown`; the client never retries the request",
};

/** `docs/send-message.md`: the endpoint that apps use most, with every field and response, from the OpenAPI document. */
export function sendPage(openApi: JsonSchema): Promise<string> {
  const { paths, components } = openApi as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Node>>>>;
    readonly components: { readonly schemas: Record<string, Node>; readonly responses: Record<string, Node> };
  };
  const { schemas } = components;
  const responses = paths["/v1/message/send"]!.post!.responses as Readonly<Record<string, Node>>;
  const rows = Object.entries(responses).map(([status, response]) => {
    if (CLIENT[status] === undefined) throw new Error(`send-page.ts does not say what the client makes of ${status}`);
    const { $ref } = response;
    const { description } = typeof $ref === "string" ? components.responses[$ref.split("/").at(-1)!]! : response;
    return [
      status,
      String(description),
      status === "200" ? "[MessageSent](#response-fields)" : "[Error](#error-fields)",
      CLIENT[status],
    ];
  });
  const parts = [
    BEFORE,
    "## Request fields",
    `\`messages.send\` accepts the following fields. If you omit \`campaign\` or \`from\`, the client uses its option of the same name. By default, these options come from \`SENDO_CAMPAIGN\` and \`SENDO_FROM\`.`,
    table(FIELD_HEADS, fieldsOf(schemas.SendMessageRequest!)),
    "The ids in the last column identify the sandbox's assumptions about behavior that Sendo does not document. `npx @sendo/sandbox fidelity` lists the assumptions.",
    "## Responses",
    table(["status", "meaning", "body", "in the client"], rows),
    "A 404 results in `not_found`. A 405, 413, 415, 422 or 431 results in `request_rejected`. In all of these cases, nothing was sent. Every other status results in " +
      "`unexpected_status` with the outcome `unknown`. A request that was dispatched but got no response also has the outcome `unknown`. " +
      "[All error codes](errors.md)",
    "### Response fields",
    table(FIELD_HEADS, fieldsOf(schemas.MessageSent!)),
    "### Error fields",
    table(FIELD_HEADS, fieldsOf(schemas.Error!)),
    AFTER,
  ];
  return format(parts.join("\n\n"), { parser: "markdown", printWidth: 120 });
}

const BEFORE = `# Send a message

\`POST /v1/message/send\` sends an SMS, or an MMS if the request has \`mediaUrls\`. This page lists every field and every response. The page is generated from the
[API contract](api.md).

\`\`\`ts
import { isOutcomeUnknown, isSendoError, Sendo } from "@sendo/core";

const sendo = new Sendo(); // reads SENDO_API_KEY and SENDO_CAMPAIGN
try {
  const { id, reference } = await sendo.messages.send({
    to: "+12065550142",
    body: "Your table is ready",
    metadata: { orderId: "A-1007" },
  });
  console.log(id, reference);
} catch (error) {
  if (isOutcomeUnknown(error)) console.log("may have been sent: do not send it again", error.reference);
  else if (isSendoError(error)) console.log(error.code, error.outcome);
  else throw error;
}
\`\`\`

Without the client:

\`\`\`bash
curl https://api.sendo.dev/v1/message/send \\
  -H "Authorization: Bearer $SENDO_API_KEY" -H "Content-Type: application/json" \\
  -d '{ "campaign": "U7fQ39nX", "to": "+12065550142", "body": "Your table is ready" }'
\`\`\``;

const AFTER = `## After the send

A 200 status means that Sendo has accepted the message. The message can still fail. To check its status, retrieve the message or wait for \`message.status\` [webhooks](receiving.md).

\`\`\`ts
import { Sendo } from "@sendo/core";

const sendo = new Sendo();
const { id } = await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
const message = await sendo.messages.retrieve(id);
console.log(message.status, message.errorCode);
\`\`\`

| status | meaning |
| --- | --- |
| \`CREATED\` | Sendo has created the message and will queue it. |
| \`QUEUED\` | The message is queued. |
| \`SCHEDULED\` | The message is scheduled for a later time. |
| \`SENT\` | The message is on its way to the recipient. Some messages stay in this status even though they have arrived. |
| \`DELIVERED\` | A delivery receipt has arrived. |
| \`READ\` | The recipient has opened the message. |
| \`FAILED\` | The message failed; \`errorCode\` says why. |
| \`EXPIRED\` | Sendo has stopped trying to deliver the message. |

## Retry a send

Retry a call only if it definitely did not send anything. The client does this automatically. It retries after a 429 response, or if the connection failed before the
request was dispatched. The client never retries a request whose outcome is unknown.

- To make a job safe to run twice, create the client with an \`idempotency\` store. Then pass a key:
  \`messages.send(message, { idempotencyKey: "order-1007" })\`.
- To resolve an unknown outcome, look up the message by its \`reference\`: \`messages.resolve({ reference, to })\`.

The [guarantees page](guarantees.md) explains idempotency keys and how to resolve an unknown outcome.`;
