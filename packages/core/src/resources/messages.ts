import type * as z from "zod";
import { checkCallOptions, checkIsOptions, type CallOptions, type Caller, type Operation } from "../call-plan.js";
import type { Clock } from "../clock.js";
import { SendoValidationError } from "../errors.js";
import { fingerprint, keyReference, storeKey } from "../idempotency/fingerprint.js";
import type { IdempotencyStore } from "../idempotency/idempotency-store.js";
import type { FoundText, IdempotentOperation } from "../idempotency/idempotent-call.js";
import { isObject } from "../is-object.js";
import { liftReference, REFERENCE_KEY } from "../message-reference.js";
import type { ResolvedSendoOptions } from "../resolve-options.js";
import { hasRoomForReference, stampReference } from "../reference.js";
import type { SendoPromise } from "../sendo-promise.js";
import { checkInput } from "../validate.js";
import { messageSchema, type Message } from "./message.schema.js";
import { sendRows, type BulkOptions, type BulkResult, type BulkRow } from "./bulk.js";
import { bulkOptionsSchema, listQuerySchema, resolveQuerySchema, sendInputSchema } from "./messages.schema.js";
import { createPager, type Pager } from "./pager.js";
import { pathSegment } from "./path-segment.js";
import { Resource } from "./resource.js";
import { findReference, type Resolution, type ResolveQuery } from "./resolve.js";

/** A text to send. */
export interface SendInput {
  /** Campaign to send from; it must be approved. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
  /** Recipient, E.164: `+12065550142`. */
  to: string;
  /**
   * Text, at most 1500 characters by JavaScript's `length` (how Sendo counts is not documented). It may be empty only
   * with `mediaUrls`.
   */
  body: string;
  /** Number to send from, E.164, one of the campaign's. @defaultValue the client's `from`, else Sendo chooses */
  from?: string | undefined;
  /** Up to 5 http(s) addresses of media, 700 kB together, which make it an MMS. Sendo checks size and type: 400. */
  mediaUrls?: readonly string[] | undefined;
  /** Your own pairs, which come back with the message and its events: 50 keys of 40 characters, values of 500. */
  metadata?: Readonly<Record<string, string>> | undefined;
  /** Fields that Sendo has and this version does not know. They cannot replace the fields above. */
  extra?: Readonly<Record<string, unknown>> | undefined;
}

/** What a send answers: Sendo has taken the text. That says nothing about delivery; `message.status` events do. */
export interface SentMessage {
  /** The message's id, for `retrieve` and in events. */
  readonly id: string;
  /** The reference that the text carries; absent when none was stamped. */
  readonly reference?: string;
}

/** What can be said about a single send. */
export interface SendCallOptions extends CallOptions {
  /**
   * Your own reference, such as `order-1007`: 1 to 500 characters, and yours to keep unique. `false` stamps none.
   *
   * @defaultValue a random UUID, unless the client's option `reference` is `false`
   */
  reference?: string | false | undefined;
  /**
   * Names this text across repeats of the job that sends it: 1 to 500 characters, such as `reminder-1007`. With the client's
   * option `idempotency`, a call with the same key and the same input sends nothing once the text was accepted and answers
   * with the stored id; while its outcome is unknown it looks for the text by its reference and never sends. A rejected or
   * unsent text frees the key, so that the job may try again. A key is remembered for 30 days, for the client's account only.
   *
   * @defaultValue none: each call is a text of its own
   */
  idempotencyKey?: string | undefined;
}

/** What a list is narrowed to. */
export interface MessageListQuery {
  /** Campaign whose messages are listed. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
  /** Only those to you (`INBOUND`) or from you (`OUTBOUND`). @defaultValue both */
  direction?: "INBOUND" | "OUTBOUND" | undefined;
  /** Only messages to or from this number, E.164. @defaultValue all */
  number?: string | undefined;
  /** Messages a request, 1 or more; the greatest that Sendo allows is not documented. @defaultValue Sendo's, which is 10 */
  limit?: number | undefined;
  /** Messages to leave out at the beginning. @defaultValue `0` */
  skip?: number | undefined;
}

/** A text that may be sent as it is. */
interface Prepared {
  readonly given: Omit<z.output<typeof sendInputSchema>, "extra">;
  readonly extra: z.output<typeof sendInputSchema>["extra"];
  readonly store: IdempotencyStore | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly reference: string | undefined;
}

/** Sending and reading messages: `sendo.messages`. */
export class Messages extends Resource {
  readonly #clock: Clock;

  /** @internal */
  constructor(call: Caller, options: ResolvedSendoOptions, clock: Clock) {
    super(call, options);
    this.#clock = clock;
  }

  /**
   * Sends a text.
   *
   * Sendo documents no idempotency key, so a send whose outcome is unknown is never repeated by us. Ask
   * {@link isOutcomeUnknown} before you send anything again yourself.
   *
   * @throws A {@link SendoValidationError} `invalid_input`: nothing was sent, `issues` names the fields.
   * @throws A {@link SendoApiError} when Sendo refuses: `bad_request`, `api_key_missing`, `api_key_invalid`, `not_found`,
   * `refused`, `rate_limited` (outcome `rejected`); or answers in a way that proves nothing: `server_error`,
   * `unexpected_status`, `unreadable_response` (outcome `unknown`).
   * @throws A {@link SendoConnectionError}, {@link SendoTimeoutError}, {@link SendoAbortError}, {@link SendoQueueFullError}:
   * see `outcome` on the error, `not-sent` or `unknown`.
   * @throws A {@link SendoIdempotencyError} with an `idempotencyKey`: `idempotency_in_progress`, `idempotency_key_reused`,
   * `idempotency_store_failed` (outcome `not-sent`) or `idempotency_unresolved` (outcome `unknown`).
   *
   * @example
   * ```ts
   * const { id } = await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
   * ```
   */
  send(input: SendInput, options: SendCallOptions = {}): SendoPromise<SentMessage> {
    return this.call(
      () => this.#sending(this.#prepare(input, options), options.idempotencyKey),
      callOptionsOf(options),
    );
  }

  /**
   * Checks a text as `send` does before its first request, and sends nothing: for a form, or before a text is put into a queue.
   *
   * @param options - `reference` and `idempotencyKey`, where `send` will be called with them.
   * @returns The text as `send` would send it, with the client's `campaign` and `from` where it names none.
   * @throws A {@link SendoValidationError} `invalid_input`: `issues` names the fields.
   *
   * @example
   * ```ts
   * const text = sendo.messages.validate({ to: "+12065550142", body: "Your table is ready" });
   * ```
   */
  validate(input: SendInput, options: Pick<SendCallOptions, "reference" | "idempotencyKey"> = {}): SendInput {
    const { given, extra } = this.#prepare(input, options);
    return { ...given, ...(extra !== undefined && { extra }) };
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
    return this.call(
      () => ({
        kind: "read",
        method: "GET",
        path: `/v1/message/${pathSegment(id, "read")}`,
        route: "/v1/message/{id}",
        extract: ({ message }) => (isObject(message) ? this.#message(message) : undefined),
      }),
      options,
    );
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
      this.call,
      ({ skip }) => {
        const { campaign = this.options.campaign, ...rest } = query;
        const checked = checkInput(listQuerySchema, { campaign, ...rest }, "read");
        return {
          kind: "read",
          method: "GET",
          path: "/v1/message/list",
          query: { ...checked, skip: skip === 0 ? undefined : skip },
          extract: ({ messages }) =>
            Array.isArray(messages) ? messages.map((message) => this.#message(message)) : undefined,
        };
      },
      () => query.skip ?? 0,
      options,
    );
  }

  /**
   * Looks for a send whose outcome is unknown, by its reference, in the campaign's outbound messages to that number. It reads
   * and never sends: what to do with the answer is yours to decide.
   *
   * @throws A {@link SendoValidationError} `invalid_input` when the query cannot be used.
   *
   * @example
   * ```ts
   * const text = { to: "+12065550142", body: "Your table is ready" };
   * try {
   *   await sendo.messages.send(text, { reference: "order-1007" });
   * } catch (error) {
   *   if (!isOutcomeUnknown(error)) throw error;
   *   const found = await sendo.messages.resolve({ reference: "order-1007", to: text.to });
   *   if (found.state === "found") console.log("it was accepted, as", found.message.id);
   * }
   * ```
   */
  async resolve(query: ResolveQuery, options?: CallOptions): Promise<Resolution> {
    const { reference, to, campaign, since, maxPages } = checkInput(resolveQuerySchema, query, "read");
    const list = this.list({ direction: "OUTBOUND", number: to, ...(campaign !== undefined && { campaign }) }, options);
    return findReference(list, { reference, ...(since !== undefined && { since }) }, maxPages);
  }

  /**
   * Sends many texts: reads rows as it can send them, from an array, a database cursor or a parsed file, keeps the rate limit,
   * and yields what became of each row as it settles. A row that fails does not stop the others; a wrong key does, with its
   * error, after what is under way has come out. Rows go in the `low` lane, so that login codes pass them.
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
    checkInput(bulkOptionsSchema, { concurrency, progressEveryMs, total, onProgress }, "write");
    checkCallOptions("write", callOptions); // once, and not as the failure of every row
    if (!isIterable(rows))
      throw new SendoValidationError(
        [{ path: "rows", message: "must be an iterable of rows, or an async one" }],
        "not-sent",
      );
    return sendRows({ clock: this.#clock, send: (input, callOptions) => this.send(input, callOptions) }, rows, options);
  }

  #prepare(input: SendInput, options: SendCallOptions): Prepared {
    checkIsOptions("write", options);
    const { reference: named = this.options.reference ? undefined : false, idempotencyKey } = options;
    const { extra, ...given } = checkInput(sendInputSchema, this.#withDefaults(input), "write");
    const { store, wanted } = this.#idempotency(idempotencyKey, named);
    checkReference(wanted, given.metadata, idempotencyKey === undefined);
    const { metadata, reference } = stampReference(given.metadata, wanted);
    return { given, extra, store, metadata, reference };
  }

  #sending(text: Prepared, key: string | undefined): Operation<SentMessage> {
    const { store, given, extra, reference } = text;
    const operation = sendOperation(text);
    if (store === undefined || key === undefined || reference === undefined) return operation;
    const idempotent: IdempotentOperation<SentMessage> = {
      store,
      key: storeKey(key, this.options.identity),
      fingerprint: fingerprint(key, this.options.identity, { given, extra }),
      reference,
      logger: this.options.logger,
      toResult: sentMessage,
      idOf: ({ id }) => id,
      find: (sentReference, since, signal) =>
        this.#find({ reference: sentReference, campaign: given.campaign, to: given.to, since }, signal),
    };
    return Object.assign(operation, { idempotent });
  }

  #idempotency(
    key: string | undefined,
    named: string | false | undefined,
  ): { store?: IdempotencyStore; wanted: string | false | undefined } {
    if (key === undefined) return { wanted: named };
    const { idempotency: store } = this.options;
    const problem =
      typeof key !== "string" || key.length < 1 || key.length > 500
        ? "must have 1 to 500 characters"
        : store === undefined
          ? "needs a store: give the client the option `idempotency`"
          : named === false
            ? "needs a reference, by which a text in doubt can be found: do not switch `reference` off"
            : undefined;
    if (problem !== undefined || store === undefined)
      throw new SendoValidationError([{ path: "idempotencyKey", message: problem ?? "" }], "not-sent");
    return { store, wanted: named ?? keyReference(key, this.options.identity) };
  }

  async #find(query: ResolveQuery, signal: AbortSignal): Promise<FoundText> {
    const resolution = await this.resolve(query, { signal });
    if (resolution.state === "found") return { id: resolution.message.id };
    return resolution.state === "inconclusive" ? { cause: resolution.error } : {};
  }

  #withDefaults(input: SendInput): SendInput {
    if (!isObject(input)) return input;
    const { campaign, from } = this.options;
    const defaults: Partial<SendInput> = {};
    if (input.campaign === undefined && campaign !== undefined) defaults.campaign = campaign;
    if (input.from === undefined && from !== undefined) defaults.from = from;
    return Object.assign({}, input, defaults);
  }

  #message(message: unknown): Message {
    const read = this.read(messageSchema, message, "message");
    return isObject(message) ? liftReference(read) : read;
  }
}

// Outside of the class and in small pieces, so that a send that waits holds on to its JSON and its reference, and to nothing
// that it was made of.
function sendOperation({ given, extra, metadata, reference }: Prepared): Operation<SentMessage> {
  return {
    kind: "write",
    method: "POST",
    path: "/v1/message/send",
    body: Object.assign({}, extra, given, { metadata }),
    extract: sentMessageOf(reference),
    secrets: textsOfSend,
    reference,
  };
}

function callOptionsOf(options: SendCallOptions): CallOptions {
  // `Object`, since what is none is refused by `#prepare`, as the failure of the call.
  const { reference: _, idempotencyKey: __, ...callOptions } = Object(options) as SendCallOptions;
  return callOptions;
}

function sentMessageOf(reference: string | undefined): Operation<SentMessage>["extract"] {
  return ({ id }) => (typeof id === "string" && id !== "" ? sentMessage(id, reference) : undefined);
}

function sentMessage(id: string, reference: string | undefined): SentMessage {
  return reference === undefined ? { id } : { id, reference };
}

function textsOfSend(sent: string): readonly string[] {
  const { body, metadata = {} } = JSON.parse(sent) as Pick<SendInput, "body" | "metadata">;
  const { [REFERENCE_KEY]: _, ...pairs } = metadata; // errors are to name the reference
  return [body, ...Object.values(pairs)].filter((text) => text.length >= 4);
}

function isIterable(rows: unknown): boolean {
  return typeof rows === "object" && rows !== null && (Symbol.asyncIterator in rows || Symbol.iterator in rows);
}

function checkReference(
  wanted: string | false | undefined,
  metadata: Readonly<Record<string, string>> | undefined,
  mayDoWithout: boolean,
): void {
  if (typeof wanted !== "string") return;
  const message =
    wanted.length < 1 || wanted.length > 500
      ? "must have 1 to 500 characters"
      : hasRoomForReference(metadata)
        ? undefined
        : `has no place: the metadata has 50 keys already; take one away${mayDoWithout ? ", or pass `reference: false`" : ""}`;
  if (message !== undefined) throw new SendoValidationError([{ path: "reference", message }], "not-sent");
}
