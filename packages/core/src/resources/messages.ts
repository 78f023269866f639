import { messageListRequestSchema, type MessageListRequest } from "../api/message-list.js";
import { messageSchema } from "../api/message.js";
import { checkCallOptions, checkIsOptions, type CallOptions } from "../call/call-options.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { SendoValidationError } from "../errors/errors.js";
import { isObject } from "../internal/is.js";
import { warnIfUnread } from "../internal/unread-batch.js";
import { PARTS } from "../internal/parts.js";
import { findReference, resolveQuerySchema, type Resolution, type ResolveQuery } from "./find-by-reference.js";
import { liftReference, type Message } from "../sms/message.js";
import { createPager, type Pager } from "./pager.js";
import { pathSegment, Resource } from "./resource.js";
import {
  callOptionsOf,
  prepareSend,
  sendOperation,
  type FindSent,
  type SendCallOptions,
  type SendInput,
  type SentMessage,
} from "./send.js";
import { bulkOptionsSchema, sendRows, type BulkOptions, type BulkResult, type BulkRow } from "./send-many.js";
import { checkInput } from "./validate.js";
import { waitForSchema, waitForStatus, type WaitForOptions } from "./wait-for.js";

/** Filters for listing messages. */
export interface MessageListQuery extends Omit<MessageListRequest, "campaign"> {
  /** Id of the campaign whose messages are listed. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
}

/** Sends and reads messages: `sendo.messages`. */
export class Messages extends Resource {
  /**
   * Sends a message.
   *
   * Sendo's documentation mentions no idempotency key, so this library never retries a send whose outcome is unknown. Check
   * {@link isOutcomeUnknown} before you send a message again.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`: nothing was sent, and `issues` names the invalid fields.
   * @throws A {@link SendoApiError}. If Sendo rejects the message, the outcome is `rejected` and the code is `bad_request`,
   * `unauthorized`, `api_key_invalid`, `not_found`, `request_rejected` or `rate_limited`. If the response is inconclusive, the
   * outcome is `unknown` and the code is `server_error`, `unexpected_status` or `unreadable_response`.
   * @throws A {@link SendoConnectionError}, {@link SendoTimeoutError}, {@link SendoAbortError} or {@link SendoQueueFullError}.
   * The `outcome` of these errors is `not-sent` or `unknown`.
   * @throws A {@link SendoIdempotencyError}, if the call has an `idempotencyKey`. The code is `idempotency_in_progress`,
   * `idempotency_key_reused` or `idempotency_store_failed` (outcome `not-sent`), or `idempotency_unresolved` (outcome
   * `unknown`).
   * @throws A {@link SendoGuardError}, if the client has a `guard`. The code is `guard_rejected` or `guard_failed`, and the
   * outcome is `not-sent`.
   *
   * @example
   * ```ts
   * const { id } = await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
   * ```
   */
  send(input: SendInput, options: SendCallOptions = {}): SendoPromise<SentMessage> {
    const { call, options: client } = this[PARTS]();
    return call(() => sendOperation(client, input, options, findBy(this)), callOptionsOf(options));
  }

  /**
   * Validates a message as `send` does, but sends nothing. Use it to validate a form, or before you enqueue a message.
   *
   * @param options - The `reference` and `idempotencyKey` that you will pass to `send`.
   * @returns The message as `send` would send it, including the client's default `campaign` and `from`.
   * @throws A {@link SendoValidationError} with code `invalid_input`, whose `issues` names the invalid fields. A
   * {@link SendoConfigError} with code `config_runtime_unsupported` on a runtime without `process.getBuiltinModule`.
   *
   * @example
   * ```ts
   * const message = sendo.messages.validate({ to: "+12065550142", body: "Your table is ready" });
   * ```
   */
  validate(input: SendInput, options: Pick<SendCallOptions, "reference" | "idempotencyKey"> = {}): SendInput {
    const { fields, extra } = prepareSend(this[PARTS]().options, input, options);
    return { ...fields, ...(extra !== undefined && { extra }) };
  }

  /**
   * Retrieves one message.
   *
   * @throws A {@link SendoNotFoundError} with code `not_found`, or any other error that a read request can throw (see
   * {@link SendoError}).
   *
   * @example
   * ```ts
   * const message = await sendo.messages.retrieve(id);
   * if (message.status === "FAILED") console.log(message.errorCode, message.errorMessage);
   * ```
   */
  retrieve(id: string, options?: CallOptions): SendoPromise<Message> {
    return this[PARTS]().call(
      () => ({
        kind: "read",
        method: "GET",
        path: `/v1/message/${pathSegment(id, "read")}`,
        route: "/v1/message/{id}",
        extract: ({ message }) => (isObject(message) ? this.toMessage(message) : undefined),
      }),
      options,
    );
  }

  /**
   * Reads a message repeatedly until it reaches the `until` status or a later one. Reading also stops if the status is
   * `FAILED` or `EXPIRED`. The read requests go through the rate limiter with `low` priority. In your app, use a webhook
   * instead. A webhook requires no read requests.
   *
   * @returns The message that the last read returned. Check its `status`, which can be `FAILED` or `EXPIRED`.
   * @throws A {@link SendoTimeoutError} with code `deadline_exceeded` if the message does not reach the status within `deadlineMs`.
   * @throws A {@link SendoAbortError} with code `aborted` or `client_closed`, or a {@link SendoValidationError} with code
   * `invalid_input`.
   * @throws A {@link SendoNotFoundError} with code `not_found`, or any other read error that a retry cannot fix.
   *
   * @example
   * ```ts
   * const message = await sendo.messages.waitFor(id, { until: "DELIVERED", deadlineMs: 30_000 });
   * console.log(message.status); // DELIVERED, READ, FAILED or EXPIRED
   * ```
   */
  async waitFor(id: string, options: WaitForOptions = {}): Promise<Message> {
    checkIsOptions("read", options);
    const { until, pollEveryMs, deadlineMs, ...callOptions } = options;
    const checked = checkInput(waitForSchema(), { until, pollEveryMs, deadlineMs }, "read");
    return waitForStatus({
      ...checked,
      clock: this[PARTS]().clock,
      signal: callOptions.signal,
      read: (leftMs) => this.retrieve(id, { priority: "low", ...callOptions, deadlineMs: leftMs }),
    });
  }

  /**
   * Lists a campaign's messages and fetches more pages as you iterate. Sendo does not document the order
   * in which it lists messages.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`, when the iteration starts.
   *
   * @example
   * ```ts
   * for await (const message of sendo.messages.list({ direction: "INBOUND" })) console.log(message.from);
   * ```
   */
  list(query: MessageListQuery = {}, options?: CallOptions): Pager<Message> {
    return createPager<Message>(
      this[PARTS]().call,
      ({ skip }) => {
        const { campaign = this[PARTS]().options.campaign, ...rest } = query;
        const checked = checkInput(messageListRequestSchema(), { campaign, ...rest }, "read");
        return {
          kind: "read",
          method: "GET",
          path: "/v1/message/list",
          query: { ...checked, skip: skip === 0 ? undefined : skip },
          extract: ({ messages }) =>
            Array.isArray(messages) ? messages.map((message) => this.toMessage(message)) : undefined,
        };
      },
      () => query.skip ?? 0,
      options,
    );
  }

  /**
   * Searches the campaign's outbound messages for a reference. Use it if the outcome of a send is unknown. It never sends a
   * message.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input` if the query is invalid.
   *
   * @example
   * ```ts
   * const message = { to: "+12065550142", body: "Your table is ready" };
   * try {
   *   await sendo.messages.send(message, { reference: "order-1007" });
   * } catch (error) {
   *   if (!isOutcomeUnknown(error)) throw error;
   *   const found = await sendo.messages.resolve({ reference: "order-1007", to: message.to });
   *   if (found.state === "found") console.log("it was accepted, as", found.message.id);
   * }
   * ```
   */
  async resolve(query: ResolveQuery, options?: CallOptions): Promise<Resolution> {
    const { reference, to, campaign, since, maxPages } = checkInput(resolveQuerySchema(), query, "read");
    // If the guard is set to redirect messages, this message went to the guard's number.
    const number = this[PARTS]().options.guard?.redirectTo ?? to;
    const list = this.list({ direction: "OUTBOUND", number, campaign }, options);
    return findReference(list, { reference, ...(since !== undefined && { since }) }, maxPages);
  }

  /**
   * Sends many messages and stays within the rate limit. The rows can come from an array, a database cursor or a parsed
   * file. They are read only as fast as they can be sent. `sendMany` yields each row's result as soon as the row settles.
   * Nothing is sent until you iterate over the results. If you never iterate over them, a warning is emitted. If
   * a row fails, the other rows are still processed. An error that would affect every later row, such as an invalid API key, ends the run.
   * In-flight messages settle first. Rows have `low` priority, so that login codes are sent first.
   *
   * @throws An error that would also occur for every later row. It is a {@link SendoAuthenticationError}, a
   * {@link SendoConnectionError} with code `certificate_untrusted`, a {@link SendoConfigError}, or a {@link SendoAbortError}
   * with code `client_closed`.
   * @throws A {@link SendoValidationError} with code `invalid_input` if an option is invalid.
   *
   * @example
   * ```ts
   * const rows = [{ to: "+12065550142", body: "We open at nine" }];
   * for await (const result of sendo.messages.sendMany(rows, { onProgress: (progress) => console.log(progress) })) {
   *   if (result.outcome !== "accepted") console.log(result.index, result.outcome, result.error.code);
   * }
   * ```
   */
  sendMany<Row extends BulkRow>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options: BulkOptions = {},
  ): AsyncIterable<BulkResult<Row>> {
    checkIsOptions("write", options);
    const { concurrency, progressEveryMs, total, onProgress, ...callOptions } = options;
    checkInput(bulkOptionsSchema(), { concurrency, progressEveryMs, total, onProgress }, "write");
    checkCallOptions("write", callOptions); // checked once here, instead of failing for every row
    if (!isIterable(rows))
      throw new SendoValidationError(
        [{ path: "rows", message: "must be an iterable or async iterable of rows" }],
        "not-sent",
      );
    const { clock } = this[PARTS]();
    return warnIfUnread(
      "messages.sendMany() was called, but its results were never read, so nothing was sent. Write " +
        "`for await (const result of sendo.messages.sendMany(rows)) { ... }`.",
      () => sendRows({ clock, send: (input, callOptions) => this.send(input, callOptions) }, rows, options),
    );
  }

  /** @internal */
  protected toMessage(message: unknown): Message {
    const read = this.read(messageSchema(), message, "message");
    return isObject(message) ? liftReference(read) : read;
  }
}

function isIterable(rows: unknown): boolean {
  return typeof rows === "object" && rows !== null && (Symbol.asyncIterator in rows || Symbol.iterator in rows);
}

// This function is defined outside the class, because a closure in `send` would keep the message's input in memory while the send waits.
function findBy(messages: Messages): FindSent {
  return async (query, signal) => {
    const resolution = await messages.resolve(query, { signal });
    if (resolution.state === "found") return { id: resolution.message.id };
    return resolution.state === "inconclusive" ? { cause: resolution.error } : {};
  };
}
