/**
 * What became of a write (a send, a purchase, a create or an update).
 *
 * - `accepted`: Sendo answered that it took it.
 * - `rejected`: Sendo answered that it did not.
 * - `not-sent`: nothing left this process, and nothing will.
 * - `unknown`: it was on its way and no readable answer came back. It may have happened. It is never repeated by us.
 */
export type Outcome = "accepted" | "rejected" | "not-sent" | "unknown";

/**
 * Every code and its message. Messages are constant: no key, number, text or address of a call can reach one, so they
 * are safe wherever a framework prints them. Each says what to do next.
 */
export const ERROR_MESSAGES = {
  config_api_key_missing:
    "No Sendo API key. Set SENDO_API_KEY, or pass the option `apiKey`. Keys are made on the Sendo dashboard; " +
    "`npx @sendo/sandbox` prints one for local work.",
  config_api_key_invalid:
    "The Sendo API key cannot be used: it is empty, or holds white space or characters that a header cannot carry. " +
    "Copy it again from the Sendo dashboard into SENDO_API_KEY or the option `apiKey`.",
  config_api_key_failed: "The function given as `apiKey` failed, so nothing was sent. `cause` names the failure.",
  config_api_key_sandbox:
    "A sandbox key (sandbox_...) was given for an address that is not this machine. Set SENDO_BASE_URL or `baseUrl` to " +
    "the sandbox's address, or use a key from the Sendo dashboard.",
  config_base_url_invalid: "The option `baseUrl` (or SENDO_BASE_URL) is not usable.",
  config_ca_unreadable:
    "The certificate authority given by `ca`, SENDO_CA_FILE or NODE_EXTRA_CA_CERTS cannot be read as PEM. " +
    "Check the path, or unset it. A sandbox keeps its file while it runs: take the lines that it printed last.",
  config_proxy_invalid:
    "The option `proxy` is not usable: it is an http:// or https:// URL with host and port, a user and password if the " +
    "proxy asks for them, and nothing else.",
  config_option_invalid: "An option is not usable.",
  config_runtime_unsupported:
    "This runtime is not supported. Use Node 20.19, 22.12 or 24 and newer, or Bun 1.4 and newer.",
  config_setup_invalid: "The app's Sendo set-up does not fit together.",
  config_webhook_token_missing:
    "No webhook token. Set SENDO_WEBHOOK_TOKEN (several are separated by commas), or pass the option `tokens`. " +
    "Each webhook shows its token as `signature`, on the Sendo dashboard and when it is created.",
  config_webhook_token_invalid:
    "A webhook token is empty, or holds white space, a comma or characters that a header cannot carry. " +
    "Copy it again from the webhook's `signature`.",
  invalid_input: "The input breaks a documented limit; nothing was sent. See `issues`.",
  bad_request: "Sendo refused the parameters (400). See `detail`; correct the call before it is made again.",
  api_key_missing:
    "Sendo saw no API key (401). A proxy may be removing the Authorization header; otherwise check SENDO_API_KEY on the dashboard.",
  api_key_invalid:
    "Sendo does not know this API key (403). Check SENDO_API_KEY or `apiKey` against the keys on the Sendo dashboard.",
  forbidden_by_proxy:
    "Something before Sendo refused the request (403 without Sendo's error body). Check `baseUrl`, proxies and firewalls.",
  not_found: "Sendo knows no such resource (404). Check the id, and that it belongs to this account.",
  refused: "Sendo refused the request. See `detail`.",
  unexpected_status:
    "The answer has a status that Sendo does not document. Redirects are never followed, since they would carry the key " +
    "elsewhere: check `baseUrl` and proxies.",
  unreadable_response:
    "The answer says success but cannot be read (cut, over 5 MiB, not JSON, or without an id). Check `baseUrl` and proxies.",
  rate_limited:
    "Sendo's rate limit is exceeded (429). Something else uses this account's limit: lower `requestsPerSecond` here or " +
    "there, or ask support@sendo.dev for a higher limit.",
  server_error:
    "Sendo had an internal error (5XX). If it lasts, write to support@sendo.dev with the time and `reference`.",
  connection_failed:
    "No connection to Sendo could be made, so nothing was sent. Check DNS, firewall and `baseUrl`; `cause` names the failure.",
  connection_lost:
    "The connection was lost while Sendo may have been working on the request. `cause` names the failure. A write may " +
    "have happened: do not repeat it, look for its `reference`.",
  certificate_untrusted:
    "The server's certificate was not accepted, so nothing was sent. For the sandbox set SENDO_CA_FILE or `ca`; elsewhere " +
    "check `baseUrl` and the machine's clock. NODE_TLS_REJECT_UNAUTHORIZED has no effect on this client.",
  attempt_timeout: "No full answer within `timeoutMs`.",
  deadline_exceeded: "The call did not fit into `deadlineMs`, its waits included.",
  queue_timeout: "The call waited longer than `rateLimit.maxQueueWaitMs` for its turn, so nothing was sent.",
  aborted: "The call was aborted by its `signal`.",
  client_closed: "This Sendo client is closed. Make a new one, or close it later.",
  queue_full:
    "`rateLimit.maxQueue` calls are already waiting, so this one was not sent. Send more slowly (`messages.sendMany` waits " +
    "for you), or raise `rateLimit.maxQueue`.",
  idempotency_in_progress:
    "Another call with this idempotency key is under way, here or in another process, so this one sent nothing. Call again " +
    "later with the same key and input: its result is then the answer.",
  idempotency_key_reused:
    "This idempotency key belongs to a text with another input, so nothing was sent. Use one key for one text; to send a " +
    "changed text, use a new key.",
  idempotency_store_failed:
    "The idempotency store failed before anything could leave, so nothing was sent. `cause` names the failure. Call again " +
    "with the same key when the store is back.",
  idempotency_unresolved:
    "An earlier call with this idempotency key may have sent the text, and it was not found by its `reference`. It is not " +
    "sent again. Call again later with the same key to look once more; to send it again all the same, use a new key.",
  outbox_unavailable:
    "The outbox's store did not answer in time, or failed, so it is not known whether it holds the text. `cause` names the " +
    "failure. Enqueue it again with the same key: it becomes one text.",
  webhook_method_invalid: "A webhook delivery was not a POST.",
  webhook_token_missing: "A webhook delivery had no X-Webhook-Token header.",
  webhook_token_invalid:
    "A webhook delivery had a wrong or repeated X-Webhook-Token header. If it came from Sendo, compare SENDO_WEBHOOK_TOKEN " +
    "with the webhook's `signature`.",
  webhook_body_too_large: "A webhook delivery was larger than `maxBodyBytes`.",
  webhook_body_invalid: "A webhook delivery was not a JSON object with a `type`.",
  webhook_handler_failed: "A webhook handler threw. Sendo was asked to deliver the event again.",
  webhook_dedupe_failed:
    "The webhook dedupe store failed, so the event was not handled. Sendo was asked to deliver it again.",
} as const satisfies Record<string, string>;

/** Every `code` that a {@link SendoError} can carry. New ones may be added in a minor version. */
export type SendoErrorCode = keyof typeof ERROR_MESSAGES;
