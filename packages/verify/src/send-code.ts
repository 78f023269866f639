import { isSendoError, type SendInput, type SendoClient } from "@sendo/core";

/** The method of an outbox that a verifier calls, such as that of `createOutbox` of `@sendo/bullmq`. */
export interface CodeOutbox {
  /** Stores a message, which a worker sends before `notAfter` or never. */
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

/** How codes leave the process. */
export type CodeSender =
  { readonly client: SendoClient; readonly deadlineMs: number } | { readonly outbox: CodeOutbox };

/** One message with a code. */
export interface CodeMessageToSend extends Required<Pick<SendInput, "to" | "body">> {
  /** Unique for each send of a challenge. */
  readonly key: string;
  /** From this instant on, a later code can be sent. */
  readonly notAfterEpochMs: number;
}

/**
 * Sends or enqueues a code.
 *
 * @returns `accepted`: Sendo accepted the message. `unknown`: the message may leave or may have left.
 * @throws A {@link SendoError} with the outcome `not-sent` or `rejected`, or any error of the outbox.
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

/** Whether an error proves that its message will never leave. */
export function isProvedUnsent(error: unknown): boolean {
  // This error says `not-sent` of its own call, but the message may have been stored, and a worker may send it.
  return isSendoError(error) && (error.code as string) !== "outbox_unavailable";
}
