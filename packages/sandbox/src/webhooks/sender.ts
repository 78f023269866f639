import { setMaxListeners } from "node:events";
import type { Assume } from "../assumptions/assume.js";
import type { Resolved } from "../internal/resolved.js";
import type { SandboxClock } from "../time/clock.js";
import type { Account } from "../engine/account.js";
import type { Delivery, DeliveryAttempt } from "../engine/delivery.js";
import type { DispatchOptions, EventDispatcher } from "../engine/engine.js";
import { toEvent, type RaisedEvent } from "../engine/event.js";
import { iso } from "../time/iso.js";
import type { WebhookRecord } from "../engine/webhook-record.js";
import type { Hit } from "../faults/fault-rules.js";
import { attempt, type AttemptResult } from "./attempt.js";
import { createBacklog } from "./backlog.js";
import { createTurns } from "./turns.js";

/**
 * Delay before each of the six retries. According to Sendo's documentation, the first retry is sent after 60 s. Each
 * subsequent delay is twice as long as the previous one.
 */
export const RETRY_DELAYS_MS = [60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000] as const;

// With a higher limit, a test that sends thousands of messages concurrently would use up all available sockets.
const MOST_AT_ONCE = 64;
const HELD_AT_MOST_MS = 30_000;

/** @internal */
export interface SenderOptions {
  readonly clock: SandboxClock;
  readonly allowRemote: boolean;
  readonly timeoutMs: number;
  readonly ca: readonly string[] | undefined;
  readonly assume: Resolved<Assume>;
  /** Called for each delivery that fails because too many deliveries are pending. */
  readonly onBacklog: (account: Account, delivery: Delivery) => void;
}

/** @internal Delivers events to webhooks, with the documented retries. */
export interface WebhookSender extends EventDispatcher {
  /** Starts the next attempt now. Returns `false` if the delivery has no pending attempt. */
  retry(account: Account, delivery: Delivery): Promise<boolean>;
  /** Delivers the same event again as a new delivery. Returns `undefined` if the webhook has been removed. */
  replay(account: Account, delivery: Delivery): Delivery | undefined;
  /** Aborts attempts and cancels retries. */
  close(): void;
}

function announce(account: Account, delivery: Delivery): void {
  account.announce("delivery", () => structuredClone(delivery));
}

/** @internal */
export function createWebhookSender({
  clock,
  allowRemote,
  timeoutMs,
  ca,
  assume,
  onBacklog,
}: SenderOptions): WebhookSender {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // each attempt in flight adds one listener
  const backlog = createBacklog();
  const held = new Map<WebhookRecord, Set<() => void>>();
  const turns = createTurns(MOST_AT_ONCE);
  const cancelled = new WeakSet<Delivery>();

  const post = async (
    webhook: WebhookRecord,
    delivery: Delivery,
    outage: Hit | undefined,
    wrongToken: boolean,
  ): Promise<AttemptResult> => {
    if (outage !== undefined) return { errorCode: "OUTAGE", latencyMs: 0 };
    return await attempt({
      url: webhook.url,
      token: wrongToken ? `wrong-${"x".repeat(webhook.signature.length)}` : webhook.signature,
      body: JSON.stringify(delivery.event),
      allowRemote,
      timeoutMs,
      ca,
      signal: closing.signal,
    });
  };

  // Resolves with `false` if the delivery is no longer pending.
  const turn = (account: Account, delivery: Delivery): Promise<boolean> =>
    new Promise((resolve) => {
      const waiting = backlog.get(account, delivery);
      if (waiting === undefined) return resolve(false);
      waiting.phase = "turn";
      const giveUp = turns.take(() => {
        waiting.phase = "attempt";
        resolve(true);
      });
      waiting.stop = () => {
        giveUp();
        resolve(false);
      };
    });

  // Makes one attempt. With `once`, the attempt uses a wrong token and is not retried.
  const deliver = async (account: Account, delivery: Delivery, webhook: WebhookRecord, once = false): Promise<void> => {
    const { generation } = account;
    if (!(await turn(account, delivery))) return;
    try {
      if (closing.signal.aborted) return;
      if (!account.webhooks.has(webhook.id)) return end(account, delivery, "failed"); // the webhook was removed
      const fault = once ? undefined : account.faults.hitWebhook(["outage", "wrong-token"], subject(delivery));
      const startedAt = iso(clock.epochMs());
      const outage = fault?.effect === "outage" ? fault : undefined;
      const result = await post(webhook, delivery, outage, once || fault?.effect === "wrong-token");
      if (closing.signal.aborted || account.generation !== generation || cancelled.has(delivery)) return;
      const number = delivery.attempts.length + 1;
      const done = { number, startedAt, ...result, ...(fault !== undefined && { faultId: fault.id }) };
      note(account, delivery, webhook, done, once ? 0 : assume.webhookRetries);
    } finally {
      turns.end();
    }
  };

  const end = (account: Account, delivery: Delivery, state: "delivered" | "failed"): void => {
    backlog.remove(account, delivery);
    delivery.state = state;
    announce(account, delivery);
  };

  const note = (
    account: Account,
    delivery: Delivery,
    webhook: WebhookRecord,
    done: DeliveryAttempt,
    most: number,
  ): void => {
    const delivered = done.httpStatus !== undefined && done.httpStatus >= 200 && done.httpStatus < 300;
    const waiting = backlog.get(account, delivery); // undefined if the delivery was evicted from the backlog
    const delayMs = delivered || done.number > most ? undefined : RETRY_DELAYS_MS[done.number - 1];
    if (delayMs === undefined || waiting === undefined) {
      delivery.attempts.push(done);
      return end(account, delivery, delivered ? "delivered" : "failed");
    }
    delivery.attempts.push({ ...done, nextDueAt: iso(clock.epochMs() + delayMs) });
    announce(account, delivery);
    const what = `retry ${done.number} of event ${delivery.event.id} to webhook ${webhook.id}`;
    const retry = (): void => void clock.track(deliver(account, delivery, webhook));
    const timer = clock.setTimer(retry, delayMs, { settles: false, what });
    waiting.phase = "retry";
    waiting.stop = () => timer.cancel();
  };

  const begin = (account: Account, webhook: WebhookRecord, event: Delivery["event"], more: object): Delivery => {
    const base = { id: account.ids.uuid(), webhookId: webhook.id, url: webhook.url, event };
    const delivery: Delivery = { ...base, state: "waiting", attempts: [], ...more };
    account.deliveries.add(delivery);
    announce(account, delivery);
    const oldest = delivery.state === "waiting" ? backlog.add(account, delivery) : undefined;
    if (oldest !== undefined) giveUp(account, oldest.delivery, oldest.phase === "attempt");
    return delivery;
  };

  // An attempt in flight becomes the delivery's last attempt. When the attempt ends, it sets the delivery's state.
  const giveUp = (account: Account, delivery: Delivery, isInFlight: boolean): void => {
    if (!isInFlight) {
      const startedAt = iso(clock.epochMs());
      const number = delivery.attempts.length + 1;
      delivery.attempts.push({ number, startedAt, errorCode: "BACKLOG", latencyMs: 0 });
      end(account, delivery, "failed");
    }
    onBacklog(account, delivery);
  };

  // Holds back an event for at most 30 seconds. If the first attempt to deliver the webhook's next event ends earlier, the
  // event is released then. `resume` is a callback rather than a promise, so that the attempt is in flight as soon as `go`
  // returns.
  const hold = (webhook: WebhookRecord, resume: () => void): void => {
    const what = `event held back from webhook ${webhook.id}`;
    const go = (): void => {
      timer.cancel();
      held.get(webhook)?.delete(go);
      resume();
    };
    const timer = clock.setTimer(go, HELD_AT_MOST_MS, { settles: false, what });
    held.set(webhook, (held.get(webhook) ?? new Set()).add(go));
  };

  const release = (webhook: WebhookRecord): void => {
    for (const go of [...(held.get(webhook) ?? [])]) go();
    held.delete(webhook);
  };

  const dispatchTo = async (
    account: Account,
    webhook: WebhookRecord,
    content: RaisedEvent,
    { copies = 1, wrongTokenFirst = false }: DispatchOptions,
  ): Promise<void> => {
    const { type, timestamp, message } = content;
    const event = { id: account.ids.uuid(), type, timestamp, message };
    const number = numberOf(content);
    const fault = account.faults.hitWebhook(["drop", "duplicate", "reorder"], { webhook: webhook.id, number });
    const mark = fault === undefined ? {} : { faultId: fault.id };
    if (fault?.effect === "drop") {
      begin(account, webhook, event, { ...mark, state: "dropped" });
      return;
    }
    if (wrongTokenFirst) await deliver(account, begin(account, webhook, event, { faultId: "magic" }), webhook, true);
    const waitsForNext = fault?.effect === "reorder";
    const first = begin(account, webhook, event, waitsForNext ? mark : {});
    if (waitsForNext) {
      // settle() and advance() do not wait for a held event, because the next event may come much later.
      hold(webhook, () => void clock.track(deliver(account, first, webhook)));
      return;
    }
    await deliver(account, first, webhook);
    release(webhook);
    const duplicates = fault?.effect === "duplicate" ? 1 : 0;
    for (let copy = 1; copy < copies + duplicates; copy += 1) {
      const again = { replayOf: first.id, ...(copy < copies ? { faultId: "magic" } : mark) };
      await deliver(account, begin(account, webhook, event, again), webhook);
    }
  };

  return {
    async dispatch(account, event, options = {}) {
      if (closing.signal.aborted || account.webhooks.size === 0) return;
      const { type, record } = event;
      const ownNumber = record.direction === "INBOUND" ? record.to : record.from;
      const wanted = [...account.webhooks.values()].filter(
        (webhook) =>
          webhook.campaignId === record.campaignId &&
          webhook.eventTypes.includes(type) &&
          (webhook.numbers.length === 0 || webhook.numbers.includes(ownNumber)),
      );
      if (wanted.length === 0) return;
      const content = toEvent(event, assume);
      await clock.track(Promise.all(wanted.map((webhook) => dispatchTo(account, webhook, content, options))));
    },
    cancel(account, delivery) {
      const waiting = backlog.get(account, delivery);
      cancelled.add(delivery);
      backlog.remove(account, delivery);
      waiting?.stop();
    },
    async retry(account, delivery) {
      const webhook = account.webhooks.get(delivery.webhookId);
      const waiting = backlog.get(account, delivery);
      if (webhook === undefined || waiting?.phase !== "retry") return false;
      waiting.stop();
      await clock.track(deliver(account, delivery, webhook));
      return true;
    },
    replay(account, delivery) {
      const webhook = account.webhooks.get(delivery.webhookId);
      if (webhook === undefined || closing.signal.aborted) return undefined;
      const again = begin(account, webhook, delivery.event, { replayOf: delivery.id });
      void clock.track(deliver(account, again, webhook));
      return again;
    },
    close() {
      closing.abort();
      backlog.close();
      for (const webhook of [...held.keys()]) release(webhook);
    },
  };
}

// Returns an event's phone number.
function numberOf({ message }: RaisedEvent): string {
  return String(message["direction"] === "INBOUND" ? message["from"] : message["to"]);
}

function subject({ webhookId, event }: Delivery): { webhook: string; number: string } {
  return { webhook: webhookId, number: numberOf(event) };
}
