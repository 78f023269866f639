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
import { plainMessage } from "./plain-message.js";
import { unsendableString } from "./unsendable.js";
import { checkWrite, jsonOf, type CheckedWrite, type ExtraFields } from "./validate.js";

/** A message to send. */
export interface SendInput extends Omit<SendMessageRequest, "campaign">, ExtraFields {
  /** Id of the campaign to send from. The campaign must be approved. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
  /**
   * E.164 number to send from. The number must belong to the campaign.
   *
   * @defaultValue the client's `from`, or a number chosen by Sendo
   */
  from?: string | undefined;
}

/** Result of a send: Sendo has accepted the message. Delivery is reported later, in `message.status` events. */
export interface SentMessage {
  /** The message's id. You can pass it to `retrieve`. The message's events also contain it. */
  readonly id: string;
  /** The reference in the message's metadata, if it has one. */
  readonly reference?: string;
}

/** Options for one send. */
export interface SendCallOptions extends CallOptions {
  /**
   * Your own unique reference (1 to 500 characters), such as `order-1007`. `false` omits the reference.
   *
   * @defaultValue a random UUID, unless the client's `reference` option is `false`
   */
  reference?: string | false | undefined;
  /**
   * Identifies this message across retries of the job that sends it: 1 to 500 characters, such as `reminder-1007`. To use a
   * key, set the client's `idempotency` option. Once Sendo has accepted the message, a call with the same key and input sends
   * nothing and returns the stored id. While the outcome is unknown, a call with the same key and input looks up the
   * message by its reference instead of sending it. If the message was rejected or not sent, the key is released so that the
   * job can be retried. Keys are stored for 30 days.
   *
   * @defaultValue none: each call sends a separate message
   */
  idempotencyKey?: string | undefined;
  /**
   * A secret of at least 16 bytes, used to compute the input digest that the idempotency store keeps. If no secret is set,
   * anyone who can read the store and knows the idempotency key can find a login code by trying all possible codes. A retry
   * with a different secret is rejected with code `idempotency_key_reused`.
   *
   * @defaultValue none
   */
  fingerprintSecret?: Uint8Array | undefined;
}

type Metadata = Readonly<Record<string, string>>;

/** A validated message with the client's defaults. */
interface PreparedSend extends CheckedWrite<SendMessageRequest> {
  readonly store: IdempotencyStore | undefined;
  /** The message's own metadata, plus its reference. */
  readonly metadata: Metadata | undefined;
  readonly reference: string | undefined;
}

type SendOptions = Pick<SendCallOptions, "reference" | "idempotencyKey" | "fingerprintSecret">;

/**
 * Validates a message and adds the client's defaults and the reference.
 *
 * @throws A {@link SendoValidationError} with code `invalid_input`: `issues` names the invalid fields.
 */
export function prepareSend(client: ResolvedSendoOptions, input: SendInput, options: SendOptions): PreparedSend {
  checkIsOptions("write", options);
  checkSecret(options.fingerprintSecret);
  const { reference: named = client.reference ? undefined : false, idempotencyKey: key } = options;
  const { fields, extra } = checkMessage(withDefaults(client, input));
  const store = key === undefined ? undefined : storeOf(client, key, named);
  const wanted = key === undefined ? named : (named ?? keyReference(key, client.identity));
  checkReference(wanted, fields.metadata, key === undefined);
  return { fields, extra, store, ...stampReference(fields.metadata, wanted) };
}

function checkMessage(input: SendInput): CheckedWrite<SendMessageRequest> {
  const fields = plainMessage(input);
  return fields === undefined ? checkWrite(sendMessageRequestSchema(), input) : { fields, extra: undefined };
}

function checkSecret(secret: unknown): void {
  if (secret === undefined || (ArrayBuffer.isView(secret) && secret.byteLength >= 16)) return;
  const issue = { path: "fingerprintSecret", message: "must be a Uint8Array of at least 16 bytes" };
  throw new SendoValidationError([issue], "not-sent");
}

function withDefaults({ campaign, from }: ResolvedSendoOptions, input: SendInput): SendInput {
  if (!isObject(input)) return input;
  const defaults: Partial<SendInput> = {};
  if (input.campaign === undefined && campaign !== undefined) defaults.campaign = campaign;
  if (input.from === undefined && from !== undefined) defaults.from = from;
  return Object.assign({}, input, defaults);
}

/**
 * Returns the client's idempotency store. Throws if the key is invalid, if the client has no store, or if `reference` is
 * `false`.
 */
function storeOf(client: ResolvedSendoOptions, key: string, reference: string | false | undefined): IdempotencyStore {
  const { idempotency: store } = client;
  const problem =
    typeof key !== "string" || key.length < 1 || key.length > 500
      ? "must be 1 to 500 characters long"
      : store === undefined
        ? "needs a store: set the client's `idempotency` option"
        : reference === false
          ? "needs a reference to find a message with an unknown outcome: do not set `reference` to false"
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

// These small functions are defined outside the class, so that a waiting send keeps only its JSON and its reference in memory.
/** Builds the request that sends a message. */
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
    json: jsonOf({ fields, extra }, { metadata }),
    extract: sentMessageOf(reference),
    secrets: secretsOfSend,
    reference,
    idempotent: idempotentSend(client, prepared, options, find),
  };
}

function idempotentSend(
  { identity, logger }: ResolvedSendoOptions,
  { store, reference, fields, extra }: PreparedSend,
  { idempotencyKey: key, fingerprintSecret }: SendOptions,
  find: FindSent,
): Operation<SentMessage>["idempotent"] {
  if (store === undefined || key === undefined || reference === undefined) return undefined;
  const { to, campaign } = fields;
  return {
    store,
    key: storeKey(key, identity),
    fingerprint: fingerprint(key, identity, { given: fields, extra }, fingerprintSecret),
    reference,
    logger,
    toResult: sentMessage,
    idOf: ({ id }) => id,
    find: (sentReference, since, signal) => find({ reference: sentReference, campaign, to, since }, signal),
  };
}

/** Returns the options that every call accepts. */
export function callOptionsOf(options: SendCallOptions): CallOptions {
  // `Object()` never throws, even for `null`. `prepareSend` checks the options later, so that the call's promise rejects if
  // they are invalid.
  const {
    reference: _,
    idempotencyKey: __,
    fingerprintSecret: ___,
    ...callOptions
  } = Object(options) as SendCallOptions;
  return callOptions;
}

function sentMessageOf(reference: string | undefined): Operation<SentMessage>["extract"] {
  return ({ id }) => (typeof id === "string" && id !== "" ? sentMessage(id, reference) : undefined);
}

function sentMessage(id: string, reference: string | undefined): SentMessage {
  return reference === undefined ? { id } : { id, reference };
}

function secretsOfSend(sent: string): readonly string[] {
  const { body, metadata = {} } = JSON.parse(sent) as Pick<SendInput, "body" | "metadata">;
  const { [REFERENCE_KEY]: _, ...pairs } = metadata; // The reference is not a secret, so errors can contain it.
  return [body, ...Object.values(pairs)].filter((value) => value.length >= 4);
}

/** @throws A {@link SendoValidationError} with code `invalid_input` if the reference cannot be added to the metadata. */
function checkReference(
  wanted: string | false | undefined,
  metadata: Readonly<Record<string, string>> | undefined,
  mayDoWithout: boolean,
): void {
  if (typeof wanted !== "string") return;
  const message =
    wanted.length < 1 || wanted.length > 500
      ? "must be 1 to 500 characters long"
      : hasRoomForReference(metadata)
        ? unsendableString(wanted)
        : `does not fit: the metadata already has 50 keys; remove one${mayDoWithout ? ", or pass `reference: false`" : ""}`;
  if (message !== undefined) throw new SendoValidationError([{ path: "reference", message }], "not-sent");
}

const MAX_METADATA_KEYS = 50;

/**
 * Adds a reference to a message's metadata. Sendo returns the metadata in lists and events. A message with an unknown outcome
 * can therefore be found by its reference.
 *
 * @param wanted - The caller's own reference. If it is `undefined`, a reference is generated. If it is `false`, no reference is
 * added.
 * @returns The metadata to send and its reference. The reference is omitted if the caller's metadata already has the maximum of
 * 50 keys. If the caller's metadata contains its own `sendo_ref`, that value is the reference.
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

function hasRoomForReference(metadata: Metadata | undefined): boolean {
  return metadata === undefined || Object.keys(metadata).length < MAX_METADATA_KEYS;
}
