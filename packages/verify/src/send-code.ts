import { isSendoError, type SendInput, type SendoClient } from "@sendo/core";

/** Outbox for login codes, such as one created by `createOutbox` from `@sendo/bullmq`. */
export interface CodeOutbox {
  /** Stores a message. A worker never sends the message after `notAfter`. */
  enqueue(
    input: SendInput,
    options: {
      readonly idempotencyKey: string;
      readonly priority: "high";
      readonly notAfter: Date;
      readonly sensitive: true;
    },
  ): Promise<unknown>;
}

/** Client or outbox that sends the codes. */
export type CodeSender =
  { readonly client: SendoClient; readonly deadlineMs: number } | { readonly outbox: CodeOutbox };

/** A message that contains a code. */
export interface CodeMessageToSend extends Required<Pick<SendInput, "to" | "body">> {
  /** Idempotency key, which is different each time the challenge's code is sent. */
  readonly key: string;
  /** Earliest time at which the next code can be sent, in milliseconds since 1970. */
  readonly notAfterEpochMs: number;
}

/**
 * Sends or enqueues a code.
 *
 * @returns `accepted` if Sendo accepted the message. `unknown` if the message may already have been sent or may be sent later.
 * @throws A {@link SendoError} with the outcome `not-sent` or `rejected`, or any error from the outbox.
 */
export async function sendCode(
  sender: CodeSender,
  { to, body, key, notAfterEpochMs }: CodeMessageToSend,
): Promise<"accepted" | "unknown"> {
  const idempotencyKey = `sendo-verify-${key}`;
  if ("outbox" in sender) {
    const notAfter = new Date(notAfterEpochMs);
    await sender.outbox.enqueue({ to, body }, { idempotencyKey, priority: "high", notAfter, sensitive: true });
    return "unknown";
  }
  const { client, deadlineMs } = sender;
  const once = client.idempotency === undefined ? {} : { idempotencyKey };
  try {
    await client.messages.send({ to, body }, { priority: "high", deadlineMs, ...once });
    return "accepted";
  } catch (error) {
    if (isSendoError(error) && error.outcome === "unknown") return "unknown";
    throw error;
  }
}

/** Whether an error proves that its message will never be sent. */
export function isProvedUnsent(error: unknown): boolean {
  // With this error code, the outbox may have stored the message, so a worker could still send it.
  return isSendoError(error) && (error.code as string) !== "outbox_unavailable";
}
