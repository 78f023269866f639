/**
 * Outcome of a write: a request that sends, buys, creates or updates something.
 *
 * - `accepted`: Sendo's response confirms that it accepted the request.
 * - `rejected`: Sendo's response says that the request was not accepted.
 * - `not-sent`: the request has not left this process and will never be sent.
 * - `unknown`: the request was dispatched, but no readable response arrived. The request may have taken effect. We
 *   never retry such a request.
 */
export type Outcome = "accepted" | "rejected" | "not-sent" | "unknown";

/**
 * Every error code and its message. Messages are fixed strings, so they never contain a key, phone number, message body or
 * URL. Frameworks can print these messages safely. Each message says what happened and what to do next.
 */
export const ERROR_MESSAGES = {
  config_api_key_missing:
    "The Sendo API key is missing. Set SENDO_API_KEY, or pass the `apiKey` option. Create a key in the Sendo dashboard. For local " +
    "development, `npx @sendo/sandbox` prints a key.",
  config_api_key_invalid:
    "The Sendo API key cannot be used. It is empty, is in quotes, or contains whitespace or characters that are not " +
    "allowed in a header. `docker run --env-file` does not remove quotes. Copy the key again from the Sendo dashboard, without quotes, into " +
    "SENDO_API_KEY or the `apiKey` option.",
  config_headers_failed:
    "The `attemptHeaders` function failed or returned invalid headers, so nothing was sent. Return a plain object " +
    "or a Headers instance. Do not include headers that the client sets. See `cause`.",
  config_api_key_failed: "The `apiKey` function failed, so nothing was sent. See `cause`, and fix the function.",
  config_api_key_sandbox:
    "A sandbox key (sandbox_...) is used with an address that is not local. Set SENDO_BASE_URL or `baseUrl` to " +
    "the sandbox's address, or use a key from the Sendo dashboard. If the sandbox runs on another host, for example in a container, set " +
    "SENDO_SANDBOX_HOST to the host in the sandbox's address.",
  config_base_url_invalid: "The `baseUrl` option (or SENDO_BASE_URL) is invalid.",
  config_ca_unreadable:
    "The CA certificate specified by `ca`, SENDO_CA_FILE or NODE_EXTRA_CA_CERTS cannot be read or is not in PEM format. " +
    "Check the path, or remove the setting.",
  config_proxy_invalid:
    "The `proxy` option (or HTTPS_PROXY with NODE_USE_ENV_PROXY) is invalid. It must be an http:// or https:// URL with a host " +
    "and a port. It can also contain a user name and a password, but nothing else.",
  config_option_invalid: "An option is invalid.",
  config_runtime_unsupported: "This runtime is not supported. Use Node 20.19+, 22.12+ or 24+, or Bun 1.4+.",
  config_setup_invalid: "The app's Sendo configuration is inconsistent.",
  config_webhook_token_missing:
    "The webhook token is missing. Set SENDO_WEBHOOK_TOKEN (separate multiple tokens with commas), or pass the `tokens` option. " +
    "According to Sendo's documentation, the token is the webhook's `signature`, which Sendo returns when the webhook is created or listed.",
  config_webhook_token_invalid:
    "A webhook token is empty, is in quotes, or contains whitespace, a comma or characters that are not allowed in a header. " +
    "`docker run --env-file` does not remove quotes. Copy the token again, without quotes, from the webhook's `signature` field.",
  config_webhook_token_sandbox:
    "A sandbox webhook token (sandbox_...) is used, but the API address is not local. Such a token is not secret. To try " +
    "the sandbox, set SENDO_BASE_URL or the `baseUrl` option to its address. If the sandbox runs on another host, also set " +
    "SENDO_SANDBOX_HOST. For deliveries from Sendo, use the webhook's `signature` as the token.",
  invalid_input: "The input is not valid, so nothing was sent. See `issues`.",
  bad_request: "Sendo rejected the parameters (400). See `detail`, and correct the request before you send it again.",
  unauthorized:
    "Sendo received no API key (401). Check whether a proxy removes the Authorization header, and check SENDO_API_KEY.",
  api_key_invalid:
    "Sendo does not recognize this API key (403). Compare SENDO_API_KEY or `apiKey` with the keys in the Sendo dashboard.",
  forbidden_by_proxy:
    "The request was rejected (403), and the response had no Sendo error body. Either the API key is wrong, or a server between this process and " +
    "Sendo rejected the request. Check SENDO_API_KEY, `baseUrl`, proxies and firewalls.",
  not_found: "Sendo has no such resource (404). Check that the id is correct and belongs to this account.",
  request_rejected: "Sendo rejected the request. See `detail`.",
  unexpected_status:
    "The response has a status that Sendo does not document. Redirects are never followed, because they would send the key " +
    "to another address. Check `baseUrl` and any proxies.",
  unreadable_response:
    "The response reports success but cannot be read. The response is incomplete, is larger than 5 MiB, is not JSON, or has no id. " +
    "Check `baseUrl` and any proxies.",
  rate_limited:
    "Sendo's rate limit is exceeded (429). Another process may be using the same limit. Sendo does not document whether the limit applies " +
    "per key or per account. Lower `requestsPerSecond` in this process or in the other process, or ask support@sendo.dev for a higher limit.",
  server_error:
    "Sendo had an internal error (5XX). If the error persists, email support@sendo.dev with the time and `reference`.",
  connection_failed:
    "No connection to Sendo could be made, so nothing was sent. Check DNS, the firewall and `baseUrl`, and see `cause`. If the " +
    "error is `open ENOENT`, the sandbox that writes the file named in SENDO_CA_FILE is not running. Start it, or set the variables that it " +
    "printed most recently.",
  connection_lost:
    "The connection was lost after the request was dispatched, so Sendo may have processed it. See `cause`. If the request " +
    "was a write, do not repeat it. Look up its `reference` instead.",
  certificate_untrusted:
    "The certificate of the server or HTTPS proxy is not trusted, so nothing was sent. For the sandbox, set SENDO_CA_FILE or " +
    "`ca`. If the sandbox was restarted without `--state-dir`, it has a new certificate. Set the variables that it printed most recently, and " +
    "restart this app. Otherwise check `baseUrl`, `proxy` and the system clock. NODE_TLS_REJECT_UNAUTHORIZED has no effect on this client.",
  attempt_timeout: "No complete response arrived within `timeoutMs`.",
  deadline_exceeded: "The call did not finish within `deadlineMs`, which includes all waiting time.",
  queue_timeout: "The call waited in the queue longer than `rateLimit.maxQueueWaitMs`, so nothing was sent.",
  aborted: "The call was aborted by its `signal`.",
  client_closed: "This Sendo client is closed. Create a new client, or close this one later.",
  queue_full:
    "The queue already contains the maximum number of waiting calls (`rateLimit.maxQueue`), so this call was not sent. Send more slowly (`messages.sendMany` waits " +
    "automatically), or raise `rateLimit.maxQueue`.",
  idempotency_in_progress:
    "Another call with this idempotency key is in progress, here or in another process, so this call sent nothing. Call again " +
    "later with the same key and input to get the result.",
  idempotency_key_reused:
    "This idempotency key was already used with different input, or with another account or API key, so nothing was sent. Use " +
    "a new key for each message, even if only the body changed. If you use several accounts, use separate idempotency " +
    "keys, or set each client's `account` option.",
  idempotency_store_failed:
    "The idempotency store failed before the request was dispatched, so nothing was sent. See `cause`, and call again " +
    "with the same key when the store is available.",
  idempotency_unresolved:
    "An earlier call with this idempotency key may have sent the message, but no message with that call's `reference` was " +
    "found. This call did not send the message again. To repeat the search, call again later with the same key. To send the message again " +
    "anyway, use a new key.",
  guard_rejected:
    "The client's guard rejected this message, so nothing was sent. `reason` names the rule. Send a message that the rule allows, or " +
    "change the guard's options.",
  guard_failed:
    "The client's guard failed or took longer than 5 seconds, so nothing was sent. See `cause`. Check the guard and its " +
    "budget store, then call again.",
  webhook_method_invalid: "A webhook delivery was not a POST request.",
  webhook_token_missing: "A webhook delivery had no X-Webhook-Token header.",
  webhook_token_invalid:
    "A webhook delivery had a wrong or repeated X-Webhook-Token header. If the delivery came from Sendo, compare SENDO_WEBHOOK_TOKEN " +
    "with the webhook's `signature`.",
  webhook_body_too_large: "A webhook delivery was larger than `maxBodyBytes`.",
  webhook_body_invalid: "A webhook delivery was not a JSON object with a `type`.",
  webhook_handler_failed: "A webhook handler failed. The response asks Sendo to deliver the event again.",
  webhook_dedupe_failed:
    "The webhook dedupe store failed, so the event was not handled. The response asks Sendo to deliver the event again.",
} as const satisfies Record<string, string>;

/** Every `code` that a {@link SendoError} can have. Minor versions can add codes. */
export type SendoErrorCode = keyof typeof ERROR_MESSAGES;
