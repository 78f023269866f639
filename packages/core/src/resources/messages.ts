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

/** How a list is narrowed. */
export interface MessageListQuery extends Omit<MessageListRequest, "campaign"> {
  /** Campaign whose messages are listed. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
}

/** Sending and reading messages: `sendo.messages`. */
export class Messages extends Resource {
  /**
   * Sends a message.
   *
   * Sendo documents no idempotency key, so a send whose outcome is unknown is never repeated by us. Ask
   * {@link isOutcomeUnknown} before you send anything again yourself.
   *
   * @throws A {@link SendoValidationError} `invalid_input`: nothing was sent, `issues` names the fields.
   * @throws A {@link SendoApiError} when Sendo rejects: `bad_request`, `unauthorized`, `api_key_invalid`, `not_found`,
   * `request_rejected`, `rate_limited` (outcome `rejected`); or answers in a way that proves nothing: `server_error`,
   * `unexpected_status`, `unreadable_response` (outcome `unknown`).
   * @throws A {@link SendoConnectionError}, {@link SendoTimeoutError}, {@link SendoAbortError}, {@link SendoQueueFullError}:
   * see `outcome` on the error, `not-sent` or `unknown`.
   * @throws A {@link SendoIdempotencyError} with an `idempotencyKey`: `idempotency_in_progress`, `idempotency_key_reused`,
   * `idempotency_store_failed` (outcome `not-sent`) or `idempotency_unresolved` (outcome `unknown`).
   * @throws A {@link SendoGuardError} with the client's option `guard`: `guard_rejected` or `guard_failed` (outcome `not-sent`).
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
   * Checks a message as `send` does before its first request, and sends nothing: for a form, or before a message is put into a queue.
   *
   * @param options - `reference` and `idempotencyKey`, where `send` will be called with them.
   * @returns The message as `send` would send it, with the client's `campaign` and `from` where it names none.
   * @throws A {@link SendoValidationError} `invalid_input`: `issues` names the fields.
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
   * Reads one message.
   *
   * @throws A {@link SendoNotFoundError} `not_found`; and the errors of any read, see {@link SendoError}.
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
   * Reads one message until its status is `until` or beyond, or until it has ended: `FAILED` or `EXPIRED`. Each read goes through the
   * rate limiter, with the priority `low`. A webhook needs no reads: prefer it in an app.
   *
   * @returns The message as it was read last. Look at its `status`: it may be one of the two ends.
   * @throws A {@link SendoTimeoutError} `deadline_exceeded` when the status does not come within `deadlineMs`.
   * @throws A {@link SendoAbortError} `aborted` or `client_closed`; a {@link SendoValidationError} `invalid_input`; and the errors of any
   * read that cannot pass, such as a {@link SendoNotFoundError} `not_found`.
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
   * Lists a campaign's messages, page by page as you iterate. The order is not documented.
   *
   * @throws A {@link SendoValidationError} `invalid_input`, at the first step of the iteration.
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
   * Looks for a send whose outcome is unknown, by its reference, in the campaign's outbound messages. It reads
   * and never sends: what to do with the answer is yours to decide.
   *
   * @throws A {@link SendoValidationError} `invalid_input` when the query cannot be used.
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
    // A guard that redirects messages has sent this one to its own number.
    const number = this[PARTS]().options.guard?.redirectTo ?? to;
    const list = this.list({ direction: "OUTBOUND", number, campaign }, options);
    return findReference(list, { reference, ...(since !== undefined && { since }) }, maxPages);
  }

  /**
   * Sends many messages: reads rows as it can send them, from an array, a database cursor or a parsed file, keeps the rate limit,
   * and yields what became of each row as it settles. Nothing is sent until you iterate; results that nobody reads are a warning. A row that fails does not stop the others; a wrong key does, with its
   * error, after what is under way has come out. Rows have the priority `low`, so that login codes overtake them.
   *
   * @throws A {@link SendoAuthenticationError}, {@link SendoConnectionError} `certificate_untrusted`, {@link SendoConfigError}
   * or {@link SendoAbortError} `client_closed`: what every further row would meet.
   * @throws A {@link SendoValidationError} `invalid_input` when an option cannot be used.
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
    checkCallOptions("write", callOptions); // once, and not as the failure of every row
    if (!isIterable(rows))
      throw new SendoValidationError(
        [{ path: "rows", message: "must be an iterable of rows, or an async one" }],
        "not-sent",
      );
    const { clock } = this[PARTS]();
    return warnIfUnread(
      "messages.sendMany() was called and its results were never read, so nothing was sent. Write " +
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

// Outside of the class, so that a send that waits under an idempotency key does not hold on to its input.
function findBy(messages: Messages): FindSent {
  return async (query, signal) => {
    const resolution = await messages.resolve(query, { signal });
    if (resolution.state === "found") return { id: resolution.message.id };
    return resolution.state === "inconclusive" ? { cause: resolution.error } : {};
  };
}
