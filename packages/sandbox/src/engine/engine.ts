import type { Resolved } from "../internal/resolved.js";
import type { Random } from "../internal/random.js";
import type { SandboxClock, SandboxTimer } from "../time/clock.js";
import { referenceOf, type Account } from "./account.js";
import type { Assume } from "../assumptions/assume.js";
import type { Delivery } from "./delivery.js";
import { captureEvent, type EventRecord } from "./event.js";
import { failureOf, type Failure } from "./failure-codes.js";
import { findKeyword, type Keyword } from "./keywords.js";
import type { Lifecycle } from "./lifecycle.js";
import { magicOf } from "./magic-numbers.js";
import type { MessageRecord } from "./message-record.js";
import { iso } from "../time/iso.js";
import type { SandboxMessageStatus } from "./message-status.js";
import {
  drawDelays,
  happyPath,
  planLifecycle,
  SCHEDULED_MS,
  type DeliveryDelays,
  type Profile,
} from "./plan-lifecycle.js";
import type { CampaignRecord } from "./registration.js";
import { createReview, type Review, type ReviewTimes } from "./review.js";
import { countSegments } from "./segments.js";

/** @internal A send request that has passed validation. */
export interface Send {
  readonly campaign: CampaignRecord;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** @internal Faults to simulate when an event is sent. Without them, the event is sent once with the correct token. */
export interface DispatchOptions {
  /** How many times the event is sent. Each copy has the same id. */
  readonly copies?: number;
  /** Whether the event is first sent with a wrong token, and then with the correct token. */
  readonly wrongTokenFirst?: boolean;
}

/** @internal Delivers events for the engine. */
export interface EventDispatcher {
  /**
   * Sends an event to every webhook that is subscribed to it. Resolves after the first attempt at each delivery, and
   * never rejects.
   */
  dispatch(account: Account, event: EventRecord, options?: DispatchOptions): Promise<void>;
  /** Cancels a delivery's remaining attempts. */
  cancel(account: Account, delivery: Delivery): void;
}

/** @internal */
export interface EngineOptions {
  readonly clock: SandboxClock;
  readonly profile: Profile;
  /** Configured delays. The profile sets the other delays. */
  readonly delays: DeliveryDelays;
  readonly assume: Resolved<Assume>;
  readonly dispatcher: EventDispatcher;
  readonly reviewTimes: ReviewTimes;
}

/** @internal Handles accepted messages and messages from phones. */
export interface Engine {
  accept(account: Account, send: Send): MessageRecord;
  receive(account: Account, inbound: Omit<Send, "metadata">): MessageRecord;
  /** Sets a message's status immediately. After that, the status no longer changes automatically. */
  force(account: Account, record: MessageRecord, status: SandboxMessageStatus, failure: Failure | undefined): void;
  /** Resumes the lifecycle of a message from an earlier run. */
  resume(account: Account, record: MessageRecord): void;
  /** Deletes a message, or all messages, and cancels their remaining steps. */
  remove(account: Account, record?: MessageRecord): void;
  readonly review: Review;
  close(): void;
}

// An inbound message's carrier timestamp is earlier than its arrival time, as in the documented example.
const CARRIER_LEAD_MS = 800;
// An inbound message's lifecycle is complete when the message arrives.
const ARRIVED: Lifecycle = { steps: [], events: "usual", repliesAfterMs: 0 };

/** @internal */
export function createEngine({ clock, profile, delays, assume, dispatcher, reviewTimes }: EngineOptions): Engine {
  const timers = new Map<object, SandboxTimer>(); // keyed by message, or by the function that decides a review
  const heldEvents = new WeakMap<MessageRecord, EventRecord>();

  const schedule = (account: Account, subject: object, run: () => void, delayMs: number, what: string): void => {
    const { generation } = account;
    const timer = clock.setTimer(
      () => {
        timers.delete(subject);
        if (account.generation === generation) run();
      },
      delayMs,
      { what },
    );
    timers.set(subject, timer);
  };

  const cancel = (subject: object): void => {
    timers.get(subject)?.cancel();
    timers.delete(subject);
  };

  const raise = (account: Account, type: EventRecord["type"], record: MessageRecord): void => {
    const event = captureEvent(type, record);
    account.raised.add(event);
    void dispatcher.dispatch(account, event);
  };

  // Sends the event for a message's current status. The message's lifecycle can require duplicates or a different order.
  // Resolves after the first delivery attempts.
  const sendEvents = (account: Account, record: MessageRecord): Promise<void> => {
    const { events } = record.lifecycle;
    const event = captureEvent("message.status", record);
    account.raised.add(event);
    if (events === "none") return Promise.resolve();
    const send = (event: EventRecord): Promise<void> =>
      dispatcher.dispatch(account, event, {
        copies: events === "twice" ? 2 : 1,
        wrongTokenFirst: events === "wrong-token-first",
      });
    if (events === "two-ids") return Promise.all([send(event), send(event)]).then(() => {});
    if (events !== "delivered-first") return send(event);
    const held = heldEvents.get(record);
    heldEvents.delete(record);
    if (record.status === "SENT") {
      heldEvents.set(record, event);
      return Promise.resolve();
    }
    const told = send(event);
    return held === undefined ? told : clock.track(told.then(() => send(held)));
  };

  const move = (account: Account, record: MessageRecord, status: SandboxMessageStatus): Promise<void> => {
    record.status = status;
    record.updatedAtMs = clock.epochMs();
    if (status === "SENT") record.sentAtMs = record.updatedAtMs;
    if (status === "SCHEDULED") record.scheduledAtMs = record.updatedAtMs + SCHEDULED_MS;
    record.history.push({ status, atMs: record.updatedAtMs });
    account.messageChanged(record);
    return sendEvents(account, record);
  };

  const replyTo = (account: Account, record: MessageRecord): void => {
    const campaign = account.campaigns.get(record.campaignId);
    if (campaign === undefined) return;
    for (const { body, mediaUrls = [] } of record.lifecycle.replies ?? []) {
      receiveMessage(account, { campaign, from: record.to, to: record.from, body, mediaUrls }, { lasting: false });
    }
  };

  const runStep = (account: Account, record: MessageRecord, index: number): Promise<void> => {
    const { steps } = record.lifecycle;
    if (index === 0 && !record.automatic && (record.blocked || account.isOptedOut(record.campaignId, record.to))) {
      record.failure = failureOf(1310);
      return move(account, record, "FAILED");
    }
    const step = steps[index];
    if (step === undefined) return Promise.resolve(); // the manual profile has no automatic steps
    if (step.failure !== undefined) record.failure = step.failure;
    const told = move(account, record, step.status);
    if (index + 1 < steps.length) scheduleStep(account, record, index + 1);
    else if (record.lifecycle.replies !== undefined) {
      const what = `reply to message ${record.id}`;
      schedule(account, record, () => replyTo(account, record), record.lifecycle.repliesAfterMs, what);
    }
    return told;
  };

  const scheduleStep = (account: Account, record: MessageRecord, index: number): void => {
    const step = record.lifecycle.steps[index];
    const what = `message ${record.id} becomes ${step?.status ?? "FAILED, if its recipient has opted out"}`;
    schedule(account, record, () => void runStep(account, record, index), step?.afterMs ?? 0, what);
  };

  const draw = (chance?: Random): { readonly drawn: Resolved<DeliveryDelays>; readonly usual: Lifecycle } => {
    const drawn = drawDelays(profile, delays, clock.mode === "manual", chance);
    return { drawn, usual: planLifecycle(profile, drawn, chance) };
  };
  const exact = profile === "realistic" ? undefined : draw(); // without randomness, every lifecycle is the same

  const lifecycleOf = (account: Account, send: Send, automatic: boolean): Lifecycle => {
    const { drawn, usual } = exact ?? draw(account.lifecycleRandom.of(send.to));
    const magic = automatic ? undefined : magicOf(send.to);
    if (magic === undefined) return usual;
    const happy: Lifecycle = { steps: happyPath(drawn), events: "usual", repliesAfterMs: drawn.deliveredMs };
    return magic.plan(happy, drawn);
  };

  const submit = (account: Account, send: Send, automatic: boolean): MessageRecord => {
    const nowMs = clock.epochMs();
    const record: MessageRecord = {
      id: account.ids.uuid(),
      direction: "OUTBOUND",
      from: send.from,
      to: send.to,
      body: send.body,
      mediaUrls: send.mediaUrls,
      metadata: send.metadata,
      numSegments: send.mediaUrls.length > 0 ? 1 : countSegments(send.body),
      campaignId: send.campaign.id,
      createdAtMs: nowMs,
      automatic,
      blocked: account.isOptedOut(send.campaign.id, send.to),
      sentAtMs: undefined,
      updatedAtMs: nowMs,
      scheduledAtMs: undefined,
      status: "CREATED",
      history: [{ status: "CREATED", atMs: nowMs }],
      failure: undefined,
      lifecycle: lifecycleOf(account, send, automatic),
    };
    account.addMessage(record);
    if (assume.createdRaisesEvent) raise(account, "message.status", record);
    if (record.lifecycle.early === true) record.firstEventSent = clock.track(runStep(account, record, 0));
    else scheduleStep(account, record, 0);
    return record;
  };

  const replyAutomatically = (account: Account, keyword: Keyword, inbound: Omit<Send, "metadata">): void => {
    const { details } = inbound.campaign;
    const body = { optout: details.optoutMessage, optin: details.optinMessage, help: details.helpMessage }[keyword];
    const reply = {
      campaign: inbound.campaign,
      from: inbound.to,
      to: inbound.from,
      body,
      mediaUrls: [],
      metadata: undefined,
    };
    submit(account, reply, true);
  };

  // Stores a message from a phone. Keywords in replies from magic numbers have no lasting effect.
  const receiveMessage = (
    account: Account,
    inbound: Omit<Send, "metadata">,
    { lasting }: { readonly lasting: boolean },
  ): MessageRecord => {
    const nowMs = clock.epochMs();
    const record: MessageRecord = {
      id: account.ids.uuid(),
      direction: "INBOUND",
      from: inbound.from,
      to: inbound.to,
      body: inbound.body,
      mediaUrls: inbound.mediaUrls,
      metadata: undefined,
      numSegments: inbound.mediaUrls.length > 0 ? 1 : countSegments(inbound.body),
      campaignId: inbound.campaign.id,
      createdAtMs: nowMs,
      automatic: false,
      blocked: false,
      sentAtMs: nowMs - CARRIER_LEAD_MS,
      updatedAtMs: nowMs,
      scheduledAtMs: undefined,
      status: "DELIVERED",
      history: [{ status: "DELIVERED", atMs: nowMs }],
      failure: undefined,
      lifecycle: ARRIVED,
    };
    account.addMessage(record);
    const keyword = findKeyword(inbound.body, inbound.campaign.details);
    if (keyword === undefined || assume.keywordsRaiseIncoming) raise(account, "message.incoming", record);
    if (keyword === undefined) return record;
    if (keyword !== "help" && lasting)
      account.setOptedOut(inbound.campaign.id, inbound.from, keyword === "optout", nowMs);
    if (keyword === "optout") raise(account, "recipient.optout", record);
    replyAutomatically(account, keyword, inbound);
    return record;
  };

  return {
    accept(account, send) {
      const reference = referenceOf(send.metadata);
      if (reference !== undefined) account.countAccepted(reference);
      return submit(account, send, false);
    },

    receive: (account, inbound) => receiveMessage(account, inbound, { lasting: true }),

    resume(account, record) {
      const { direction, status, history, lifecycle } = record;
      const next = history.length - 1;
      // No further steps follow a status that was set manually.
      const isPlanned = next < lifecycle.steps.length && lifecycle.steps[next - 1]?.status === status;
      if (direction === "OUTBOUND" && (status === "CREATED" || isPlanned)) scheduleStep(account, record, next);
    },

    review: createReview({
      times: reviewTimes,
      now: () => iso(clock.epochMs()),
      schedule: (account, run, delayMs, what) => schedule(account, run, run, delayMs, what),
    }),

    force(account, record, status, failure) {
      cancel(record);
      record.failure = failure;
      void move(account, record, status);
    },

    remove(account, record) {
      for (const each of record === undefined ? account.messages() : [record]) {
        cancel(each);
      }
      for (const delivery of account.deliveries.toArray()) {
        if (record === undefined || delivery.event.message["id"] === record.id) dispatcher.cancel(account, delivery);
      }
      account.removeMessages(record?.id);
    },

    close() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
    },
  };
}
