import { setMaxListeners } from "node:events";
import type { SandboxClock, SandboxTimer } from "../clock.js";
import type { Account } from "../engine/account.js";
import type { Delivery, DeliveryAttempt } from "../engine/delivery.js";
import type { RaisedEvent } from "../engine/event.js";
import { iso } from "../engine/message-record.js";
import type { WebhookRecord } from "../engine/webhook-record.js";
import { attempt } from "./attempt.js";

/** Waits before each retry: documented as 60 s at first, doubled after each further failure, six times. */
export const RETRY_DELAYS_MS = [60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000] as const;

// More at once would only exhaust sockets when a test sends thousands of messages in one moment.
const MOST_AT_ONCE = 64;

/** @internal */
export interface SenderOptions {
  readonly clock: SandboxClock;
  readonly allowRemote: boolean;
  readonly timeoutMs: number;
  readonly ca: readonly string[] | undefined;
}

/** @internal Delivers events to webhooks, with the documented retries. */
export interface WebhookSender {
  /** Sends an event to every webhook of the campaign that wants it. `number` is the campaign's own number in it. */
  dispatch(account: Account, campaignId: string, number: string, content: RaisedEvent): void;
  /** Ends attempts and calls off retries. */
  close(): void;
}

function announce(account: Account, delivery: Delivery): void {
  account.announce("delivery", () => structuredClone(delivery));
}

/** @internal */
export function createWebhookSender({ clock, allowRemote, timeoutMs, ca }: SenderOptions): WebhookSender {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each attempt under way
  const retries = new Set<SandboxTimer>();
  const queue: (() => void)[] = [];
  let running = 0;

  const turn = async (): Promise<void> => {
    if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
    else running += 1;
  };
  const pass = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  const deliver = async (account: Account, delivery: Delivery, webhook: WebhookRecord): Promise<void> => {
    await turn();
    try {
      if (closing.signal.aborted) return;
      if (!account.webhooks.has(webhook.id)) {
        delivery.state = "failed"; // removed since
        announce(account, delivery);
        return;
      }
      const startedAt = iso(clock.epochMs());
      const result = await attempt({
        url: webhook.url,
        token: webhook.signature,
        body: JSON.stringify(delivery.event),
        allowRemote,
        timeoutMs,
        ca,
        signal: closing.signal,
      });
      if (!closing.signal.aborted)
        note(account, delivery, webhook, { number: delivery.attempts.length + 1, startedAt, ...result });
    } finally {
      pass();
    }
  };

  const note = (account: Account, delivery: Delivery, webhook: WebhookRecord, done: DeliveryAttempt): void => {
    const delivered = done.httpStatus !== undefined && done.httpStatus >= 200 && done.httpStatus < 300;
    const delayMs = delivered ? undefined : RETRY_DELAYS_MS[done.number - 1];
    delivery.attempts.push(delayMs === undefined ? done : { ...done, nextDueAt: iso(clock.epochMs() + delayMs) });
    if (delayMs === undefined) {
      delivery.state = delivered ? "delivered" : "failed";
      announce(account, delivery);
      return;
    }
    announce(account, delivery);
    const timer = clock.setTimer(
      () => {
        retries.delete(timer);
        void clock.track(deliver(account, delivery, webhook));
      },
      delayMs,
      { settles: false, what: `retry ${done.number} of event ${delivery.event.id} to webhook ${webhook.id}` },
    );
    retries.add(timer);
  };

  return {
    dispatch(account, campaignId, number, content) {
      if (closing.signal.aborted) return;
      for (const webhook of account.webhooks.values()) {
        if (webhook.campaignId !== campaignId || !webhook.eventTypes.includes(content.type)) continue;
        if (webhook.numbers.length > 0 && !webhook.numbers.includes(number)) continue;
        const delivery: Delivery = {
          id: account.ids.uuid(),
          webhookId: webhook.id,
          url: webhook.url,
          event: { id: account.ids.uuid(), ...content },
          state: "waiting",
          attempts: [],
        };
        account.deliveries.add(delivery);
        announce(account, delivery);
        void clock.track(deliver(account, delivery, webhook));
      }
    },
    close() {
      closing.abort();
      for (const timer of retries) timer.cancel();
      retries.clear();
      for (const next of queue.splice(0)) next();
    },
  };
}
