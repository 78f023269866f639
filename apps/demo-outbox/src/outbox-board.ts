import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import type { SendoOutbox } from "@sendo/bullmq";
import { maskPhone } from "@sendo/core";
import type { Router } from "express";

/** Job data that the board shows. */
interface ShownJob {
  readonly idempotencyKey?: string;
  readonly priority?: string;
  readonly to?: string;
  readonly input?: { readonly to?: string };
}

/**
 * Shows both queues of an outbox in bull-board: messages, and messages in review. Jobs are identified by your
 * idempotency keys. Phone numbers are masked and bodies are omitted, because more people see a dashboard than may read
 * messages. Add your own authentication.
 *
 * @param basePath - Path of the router.
 */
export function outboxBoard(outbox: SendoOutbox, basePath: string): Router {
  const serverAdapter = new ExpressAdapter().setBasePath(basePath);
  const queues = [
    { queue: outbox.queues.messages, displayName: "Messages" },
    { queue: outbox.queues.reviews, displayName: "Messages in review: failed jobs need your decision" },
  ].map(({ queue, displayName }) => {
    // The board is read-only. Use the outbox's `retry`, `remove` and `review.settle` to change a message.
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
