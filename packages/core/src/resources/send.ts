import { builtin } from "../http/builtin.js";
import { sendMessageRequestSchema, type SendMessageRequest } from "../api/send-message.js";
import { checkIsOptions, type CallOptions } from "../call/call-options.js";
import { fingerprint, keyReference, storeKey } from "../call/fingerprint.js";
import type { FoundMessage, Operation } from "../call/operation.js";
import { SendoValidationError } from "../errors/errors.js";
import { isObject } from "../internal/is.js";
import type { ResolvedSendoOptions } from "../options/resolve-options.js";
import { REFERENCE_KEY } from "../sms/message.js";
import type { IdempotencyStore } from "../stores/idempotency-store.js";
import { unsendableString } from "./unsendable.js";
import { checkWrite, jsonOf, type CheckedWrite, type ExtraFields } from "./validate.js";

/** A message to send. */
export interface SendInput extends Omit<SendMessageRequest, "campaign">, ExtraFields {
  /** Campaign to send from; it must be approved. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
  /** Number to send from, E.164, one of the campaign's. @defaultValue the client's `from`, else Sendo chooses */
  from?: string | undefined;
}

/** What a send answers: Sendo has accepted the message. That says nothing about delivery; `message.status` events do. */
export interface SentMessage {
  /** The message's id, for `retrieve` and in events. */
  readonly id: string;
  /** The reference that the message carries; absent when none was stamped. */
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
   * Names this message across repeats of the job that sends it: 1 to 500 characters, such as `reminder-1007`. With the client's
   * option `idempotency`, a call with the same key and the same input sends nothing once the message was accepted and answers
   * with the stored id; while its outcome is unknown it looks for the message by its reference and never sends. A rejected or
   * unsent message frees the key, so that the job may try again. A key is remembered for 30 days.
   *
   * @defaultValue none: each call is a message of its own
   */
  idempotencyKey?: string | undefined;
}

type Metadata = Readonly<Record<string, string>>;

/** A message that may be sent as it is. */
interface PreparedSend extends CheckedWrite<SendMessageRequest> {
  readonly store: IdempotencyStore | undefined;
  /** The message's own pairs and its reference. */
  readonly metadata: Metadata | undefined;
  readonly reference: string | undefined;
}

type SendOptions = Pick<SendCallOptions, "reference" | "idempotencyKey">;

/**
 * Checks a message, and adds the client's defaults and the reference.
 *
 * @throws A {@link SendoValidationError} `invalid_input`: `issues` names the fields.
 */
export function prepareSend(client: ResolvedSendoOptions, input: SendInput, options: SendOptions): PreparedSend {
  checkIsOptions("write", options);
  const { reference: named = client.reference ? undefined : false, idempotencyKey: key } = options;
  const { fields, extra } = checkWrite(sendMessageRequestSchema(), withDefaults(client, input));
  const store = key === undefined ? undefined : storeOf(client, key, named);
  const wanted = key === undefined ? named : (named ?? keyReference(key, client.identity));
  checkReference(wanted, fields.metadata, key === undefined);
  return { fields, extra, store, ...stampReference(fields.metadata, wanted) };
}

function withDefaults({ campaign, from }: ResolvedSendoOptions, input: SendInput): SendInput {
  if (!isObject(input)) return input;
  const defaults: Partial<SendInput> = {};
  if (input.campaign === undefined && campaign !== undefined) defaults.campaign = campaign;
  if (input.from === undefined && from !== undefined) defaults.from = from;
  return Object.assign({}, input, defaults);
}

/** The store that remembers the key, once it is known that both can be used. */
function storeOf(client: ResolvedSendoOptions, key: string, reference: string | false | undefined): IdempotencyStore {
  const { idempotency: store } = client;
  const problem =
    typeof key !== "string" || key.length < 1 || key.length > 500
      ? "must have 1 to 500 characters"
      : store === undefined
        ? "needs a store: give the client the option `idempotency`"
        : reference === false
          ? "needs a reference, by which a message with an unknown outcome is found: do not switch `reference` off"
          : unsendableString(key);
  if (problem !== undefined || store === undefined)
    throw new SendoValidationError([{ path: "idempotencyKey", message: problem ?? "" }], "not-sent");
  return store;
}

/** Looks for a message whose outcome is unknown. */
export type FindSent = (
  query: Pick<SendMessageRequest, "to" | "campaign"> & { reference: string; since: Date },
  signal: AbortSignal,
) => Promise<FoundMessage>;

// Outside of the class and in small pieces, so that a send that waits holds on to its JSON and its reference, and to nothing
// that it was made of.
/** The request that sends a message. */
export function sendOperation(
  client: ResolvedSendoOptions,
  input: SendInput,
  options: SendOptions,
  find: FindSent,
): Operation<SentMessage> {
  const prepared = prepareSend(client, input, options);
  const { fields, extra, metadata, reference } = prepared;
  return {
    kind: "write",
    method: "POST",
    path: "/v1/message/send",
    json: jsonOf({ fields: Object.assign({}, fields, { metadata }), extra }),
    extract: sentMessageOf(reference),
    secrets: secretsOfSend,
    reference,
    idempotent: idempotentSend(client, prepared, options.idempotencyKey, find),
  };
}

function idempotentSend(
  { identity, logger }: ResolvedSendoOptions,
  { store, reference, fields, extra }: PreparedSend,
  key: string | undefined,
  find: FindSent,
): Operation<SentMessage>["idempotent"] {
  if (store === undefined || key === undefined || reference === undefined) return undefined;
  const { to, campaign } = fields;
  return {
    store,
    key: storeKey(key, identity),
    fingerprint: fingerprint(key, identity, { given: fields, extra }),
    reference,
    logger,
    toResult: sentMessage,
    idOf: ({ id }) => id,
    find: (sentReference, since, signal) => find({ reference: sentReference, campaign, to, since }, signal),
  };
}

/** The options of a send that every call has. */
export function callOptionsOf(options: SendCallOptions): CallOptions {
  // `Object`, since anything else is rejected by `prepareSend`, as the failure of the call.
  const { reference: _, idempotencyKey: __, ...callOptions } = Object(options) as SendCallOptions;
  return callOptions;
}

function sentMessageOf(reference: string | undefined): Operation<SentMessage>["extract"] {
  return ({ id }) => (typeof id === "string" && id !== "" ? sentMessage(id, reference) : undefined);
}

/** The result of a send that was accepted. */
function sentMessage(id: string, reference: string | undefined): SentMessage {
  return reference === undefined ? { id } : { id, reference };
}

function secretsOfSend(sent: string): readonly string[] {
  const { body, metadata = {} } = JSON.parse(sent) as Pick<SendInput, "body" | "metadata">;
  const { [REFERENCE_KEY]: _, ...pairs } = metadata; // errors are to name the reference
  return [body, ...Object.values(pairs)].filter((text) => text.length >= 4);
}

/** @throws A {@link SendoValidationError} `invalid_input` for a reference that cannot be stamped. */
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
        ? unsendableString(wanted)
        : `has no place: the metadata has 50 keys already; take one away${mayDoWithout ? ", or pass `reference: false`" : ""}`;
  if (message !== undefined) throw new SendoValidationError([{ path: "reference", message }], "not-sent");
}

const MAX_METADATA_KEYS = 50;

/**
 * Puts a reference into a send's metadata, which comes back with the message, in lists and in events. That is what an
 * unknown outcome can later be looked up by.
 *
 * @param wanted - The caller's own reference, `undefined` for a new one, `false` for none.
 * @returns The metadata to send and the reference it carries. There is none when the caller's own pairs fill all 50 places
 * that Sendo allows; a `sendo_ref` of the caller's own is taken as it is.
 */
function stampReference(
  metadata: Metadata | undefined,
  wanted: string | false | undefined,
): { metadata: Metadata | undefined; reference: string | undefined } {
  const own = metadata !== undefined && Object.hasOwn(metadata, REFERENCE_KEY) ? metadata[REFERENCE_KEY] : undefined;
  if (own !== undefined) return { metadata, reference: own };
  if (wanted === false || !hasRoomForReference(metadata)) return { metadata, reference: undefined };
  const reference = wanted ?? builtin("node:crypto").randomUUID();
  return { metadata: Object.assign({}, metadata, { [REFERENCE_KEY]: reference }), reference };
}

/** Whether Sendo's limit of 50 keys leaves a place. */
function hasRoomForReference(metadata: Metadata | undefined): boolean {
  return metadata === undefined || Object.keys(metadata).length < MAX_METADATA_KEYS;
}
