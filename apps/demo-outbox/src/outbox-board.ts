import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import type { SendoOutbox } from "@sendo/bullmq";
import { maskPhone } from "@sendo/core";
import type { Router } from "express";

/** What a job of either queue holds, as far as the board shows it. */
interface ShownJob {
  readonly idempotencyKey?: string;
  readonly priority?: string;
  readonly to?: string;
  readonly input?: { readonly to?: string };
}

/**
 * Both queues of an outbox in bull-board: messages, and messages in review. It shows how each stands, by the key that you chose;
 * phone numbers are masked and bodies are left out, since a dashboard is seen by more people than may read them. Put your own log-in in
 * front.
 *
 * @param basePath - Where the router is mounted.
 */
export function outboxBoard(outbox: SendoOutbox, basePath: string): Router {
  const serverAdapter = new ExpressAdapter().setBasePath(basePath);
  const queues = [
    { queue: outbox.queues.messages, displayName: "Messages" },
    { queue: outbox.queues.reviews, displayName: "Messages in review: a failed one waits for you" },
  ].map(({ queue, displayName }) => {
    // To look at. What is to be done about a message is the outbox's to say: retry, remove, review.settle.
    const adapter = new BullMQAdapter(queue, { displayName, readOnlyMode: true });
    adapter.setFormatter("data", shown);
    return adapter;
  });
  createBullBoard({ queues, serverAdapter });
  return serverAdapter.getRouter() as Router;
}

function shown({ idempotencyKey, priority, to, input }: ShownJob): Record<string, unknown> {
  const phone = to ?? input?.to;
  return { idempotencyKey, priority, to: phone === undefined ? undefined : maskPhone(phone) };
}
