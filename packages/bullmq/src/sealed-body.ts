import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { checkOptionNames, invalidOption } from "@sendo/core/adapter";
import type { SendInput } from "@sendo/core";
import { canonicalJson } from "./canonical-json.js";
import { SendoOutboxError } from "./outbox-error.js";
import type { StoredMessage, StoredSeal } from "./stored-message.js";

/** Keys that encrypt the bodies of messages with `sensitive: true`. */
export interface OutboxEncryption {
  /**
   * Encryption keys by id. You choose the ids: 1 to 100 characters, such as `2026-11`. A key is 32 random bytes or their base64 string
   * (`openssl rand -base64 32`). Keep an old key as long as any stored message is encrypted with it.
   */
  keys: Readonly<Record<string, Uint8Array | string>>;
  /** The id of the key that encrypts new messages. */
  use: string;
}

type Sealable = Pick<StoredMessage, "account" | "idempotencyKey" | "input">;

const [NONCE_BYTES, TAG_BYTES, KEY_BYTES] = [12, 16, 32];

/** Encrypts and decrypts bodies. */
export class BodyCipher {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #use: string;

  /** @throws A {@link SendoConfigError} with code `config_option_invalid` for invalid keys. */
  constructor(encryption: OutboxEncryption) {
    checkOptionNames<OutboxEncryption>("createOutbox", encryption, { keys: true, use: true }, "encryption");
    const { keys, use } = encryption;
    if (typeof keys !== "object" || keys === null || typeof use !== "string" || !Object.hasOwn(keys, use)) {
      throw invalidOption(
        "The `encryption` option of createOutbox must contain `keys`, and `use` must be the id of one of those keys.",
      );
    }
    this.#keys = new Map(Object.entries(keys).map(([id, key]) => [id, toKey(id, key)]));
    this.#use = use;
  }

  /** Returns the message with its body encrypted. */
  seal<Message extends Sealable>(message: Message): Message & { readonly sealed: StoredSeal } {
    const input = { ...message.input, body: "" };
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#keys.get(this.#use)!, nonce);
    cipher.setAAD(bindingOf({ ...message, input }));
    const parts = [nonce, cipher.update(message.input.body, "utf8"), cipher.final(), cipher.getAuthTag()];
    return { ...message, input, sealed: { keyId: this.#use, box: Buffer.concat(parts).toString("base64") } };
  }

  /**
   * Returns the secret for computing the message digest that the idempotency store keeps. The secret is derived from the
   * key that encrypted the message, so every attempt uses the same secret.
   */
  fingerprintSecret({ keyId }: StoredSeal): Buffer | undefined {
    const key = this.#keys.get(keyId);
    return key && createHmac("sha256", key).update("sendo fingerprint secret").digest();
  }

  /** @throws A {@link SendoOutboxError} with code `outbox_key_unknown` or `outbox_body_unreadable`. */
  open(message: Sealable, { keyId, box }: StoredSeal): SendInput {
    const key = this.#keys.get(keyId);
    if (key === undefined) throw new SendoOutboxError("outbox_key_unknown");
    try {
      const bytes = Buffer.from(box, "base64");
      const options = { authTagLength: TAG_BYTES };
      const cipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), options);
      cipher.setAAD(bindingOf(message));
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const body = [cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()];
      return { ...message.input, body: Buffer.concat(body).toString("utf8") };
    } catch {
      throw new SendoOutboxError("outbox_body_unreadable");
    }
  }
}

/**
 * Returns a stored message's input with the body decrypted.
 *
 * @throws A {@link SendoOutboxError} with code `outbox_key_unknown` or `outbox_body_unreadable`.
 */
export function openInput(message: StoredMessage, cipher: BodyCipher | undefined): SendInput {
  if (message.sealed === undefined) return message.input;
  if (cipher === undefined) throw new SendoOutboxError("outbox_key_unknown");
  return cipher.open(message, message.sealed);
}

/**
 * Returns the message's other fields, which are authenticated together with the body. If an encrypted body is copied to another message or number,
 * it cannot be decrypted.
 */
function bindingOf({ account, idempotencyKey, input }: Sealable): Buffer {
  return Buffer.from(canonicalJson(["sendo sealed body", account, idempotencyKey, input]));
}

function toKey(id: string, key: unknown): KeyObject {
  const bytes = typeof key === "string" ? Buffer.from(key, "base64") : key;
  if (id.length < 1 || id.length > 100 || !(bytes instanceof Uint8Array) || bytes.length !== KEY_BYTES) {
    throw invalidOption(
      "In the `encryption` option of createOutbox, each key must be 32 bytes long (raw or base64) and have an id of 1 to 100 characters. " +
        "`openssl rand -base64 32` creates one.",
    );
  }
  return createSecretKey(bytes);
}
