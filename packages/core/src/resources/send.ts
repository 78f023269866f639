import { randomUUID } from "node:crypto";
import type { SendMessageRequest } from "../api/send-message.js";
import type { CallOptions, Operation } from "../call/call-plan.js";
import { SendoValidationError } from "../errors/errors.js";
import type { IdempotencyStore } from "../stores/idempotency-store.js";
import { REFERENCE_KEY } from "../sms/message.js";
import { unsendableString } from "./unsendable.js";
import type { ExtraFields } from "./validate.js";

/** A message to send. */
export interface SendInput extends Omit<SendMessageRequest, "campaign">, ExtraFields {
  /** Campaign to send from; it must be approved. @defaultValue the client's `campaign` */
  campaign?: string | undefined;
  /** Number to send from, E.164, one of the campaign's. @defaultValue the client's `from`, else Sendo chooses */
  from?: string | undefined;
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
   * unsent text frees the key, so that the job may try again. A key is remembered for 30 days.
   *
   * @defaultValue none: each call is a text of its own
   */
  idempotencyKey?: string | undefined;
}

/** A message that may be sent as it is. */
export interface PreparedSend {
  readonly fields: SendMessageRequest;
  readonly extra: ExtraFields["extra"];
  readonly store: IdempotencyStore | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly reference: string | undefined;
}

// Outside of the class and in small pieces, so that a send that waits holds on to its JSON and its reference, and to nothing
// that it was made of.
/** The request that sends a prepared message. */
export function sendOperation({ fields, extra, metadata, reference }: PreparedSend): Operation<SentMessage> {
  return {
    kind: "write",
    method: "POST",
    path: "/v1/message/send",
    body: Object.assign({}, extra, fields, { metadata }),
    extract: sentMessageOf(reference),
    secrets: textsOfSend,
    reference,
  };
}

/** The options of a send that every call has. */
export function callOptionsOf(options: SendCallOptions): CallOptions {
  // `Object`, since what is none is refused by `#prepare`, as the failure of the call.
  const { reference: _, idempotencyKey: __, ...callOptions } = Object(options) as SendCallOptions;
  return callOptions;
}

function sentMessageOf(reference: string | undefined): Operation<SentMessage>["extract"] {
  return ({ id }) => (typeof id === "string" && id !== "" ? sentMessage(id, reference) : undefined);
}

/** The result of a send that was accepted. */
export function sentMessage(id: string, reference: string | undefined): SentMessage {
  return reference === undefined ? { id } : { id, reference };
}

function textsOfSend(sent: string): readonly string[] {
  const { body, metadata = {} } = JSON.parse(sent) as Pick<SendInput, "body" | "metadata">;
  const { [REFERENCE_KEY]: _, ...pairs } = metadata; // errors are to name the reference
  return [body, ...Object.values(pairs)].filter((text) => text.length >= 4);
}

/** @throws A {@link SendoValidationError} `invalid_input` for a reference that cannot be stamped. */
export function checkReference(
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

type Metadata = Readonly<Record<string, string>>;

/**
 * Puts a reference into a send's metadata, which comes back with the message, in lists and in events. That is what an
 * unknown outcome can later be looked up by.
 *
 * @param wanted - The caller's own reference, `undefined` for a new one, `false` for none.
 * @returns The metadata to send and the reference it carries. There is none when the caller's own pairs fill all 50 places
 * that Sendo allows; a `sendo_ref` of the caller's own is taken as it is.
 */
export function stampReference(
  metadata: Metadata | undefined,
  wanted: string | false | undefined,
): { metadata: Metadata | undefined; reference: string | undefined } {
  const own = metadata !== undefined && Object.hasOwn(metadata, REFERENCE_KEY) ? metadata[REFERENCE_KEY] : undefined;
  if (own !== undefined) return { metadata, reference: own };
  if (wanted === false || !hasRoomForReference(metadata)) return { metadata, reference: undefined };
  const reference = wanted ?? randomUUID();
  return { metadata: Object.assign({}, metadata, { [REFERENCE_KEY]: reference }), reference };
}

/** Whether Sendo's limit of 50 keys leaves a place. */
export function hasRoomForReference(metadata: Metadata | undefined): boolean {
  return metadata === undefined || Object.keys(metadata).length < MAX_METADATA_KEYS;
}
