import type { SandboxClock, SandboxTimer } from "../clock.js";
import type { WebhookSender } from "../webhooks/sender.js";
import { REFERENCE_KEY, type Account } from "./account.js";
import type { Assume } from "../assume.js";
import { toEvent } from "./event.js";
import { findKeyword, type Keyword } from "./keywords.js";
import type { MessageRecord, SandboxMessageStatus } from "./message-record.js";
import type { CampaignRecord } from "./registration.js";
import { countSegments } from "./segments.js";

/** How long a message stays in each status, in milliseconds on the sandbox's clock. */
export interface DeliveryDelays {
  /** From accepted (`CREATED`) to `QUEUED`, or to `FAILED` for a recipient who opted out. */
  queuedMs?: number;
  /** From `QUEUED` to `SENT`. */
  sentMs?: number;
  /** From `SENT` to `DELIVERED`. */
  deliveredMs?: number;
}

/** @internal A send that has passed all checks. */
export interface Send {
  readonly campaign: CampaignRecord;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** @internal */
export interface EngineOptions {
  readonly clock: SandboxClock;
  readonly delays: Required<DeliveryDelays>;
  readonly assume: Required<Assume>;
  readonly sender: WebhookSender;
}

/** @internal What happens to messages once they are accepted, and to texts from handsets. */
export interface Engine {
  accept(account: Account, send: Send): MessageRecord;
  receive(account: Account, text: Omit<Send, "metadata">): MessageRecord;
  close(): void;
}

// The carrier's stamp on an inbound text is earlier than its arrival, as in the documented example.
const CARRIER_LEAD_MS = 800;
const OPTED_OUT = { code: 1310, text: "The recipient has opted out of the campaign." } as const;

/** @internal */
export function createEngine({ clock, delays, assume, sender }: EngineOptions): Engine {
  const timers = new Set<SandboxTimer>();

  const later = (account: Account, run: () => void, delayMs: number, what: string): void => {
    const { era } = account;
    const timer = clock.setTimer(
      () => {
        timers.delete(timer);
        if (account.era === era) run();
      },
      delayMs,
      { what },
    );
    timers.add(timer);
  };

  const raise = (account: Account, type: Parameters<typeof toEvent>[0], record: MessageRecord): void => {
    const ownNumber = record.direction === "INBOUND" ? record.to : record.from;
    const content = toEvent(type, record, assume.errorCode);
    account.raised.add(content);
    sender.dispatch(account, record.campaignId, ownNumber, content);
  };

  const move = (account: Account, record: MessageRecord, status: SandboxMessageStatus): void => {
    record.status = status;
    record.updatedAtMs = clock.epochMs();
    if (status === "SENT") record.sentAtMs = record.updatedAtMs;
    record.history.push({ status, atMs: record.updatedAtMs });
    account.messageChanged(record);
    raise(account, "message.status", record);
  };

  const start = (account: Account, record: MessageRecord): void => {
    const becomes = (status: string): string => `message ${record.id} becomes ${status}`;
    later(
      account,
      () => {
        if (!record.automatic && (record.blocked || account.isOptedOut(record.campaignId, record.to))) {
          record.failure = OPTED_OUT;
          move(account, record, "FAILED");
          return;
        }
        move(account, record, "QUEUED");
        later(
          account,
          () => {
            move(account, record, "SENT");
            later(account, () => move(account, record, "DELIVERED"), delays.deliveredMs, becomes("DELIVERED"));
          },
          delays.sentMs,
          becomes("SENT"),
        );
      },
      delays.queuedMs,
      becomes("QUEUED"),
    );
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
      status: "CREATED",
      history: [{ status: "CREATED", atMs: nowMs }],
      failure: undefined,
    };
    account.addMessage(record);
    if (assume.createdRaisesEvent) raise(account, "message.status", record);
    start(account, record);
    return record;
  };

  const answer = (account: Account, keyword: Keyword, text: Omit<Send, "metadata">): void => {
    const { details } = text.campaign;
    const body = { optout: details.optoutMessage, optin: details.optinMessage, help: details.helpMessage }[keyword];
    const reply = { campaign: text.campaign, from: text.to, to: text.from, body, mediaUrls: [], metadata: undefined };
    submit(account, reply, true);
  };

  return {
    accept(account, send) {
      const reference =
        send.metadata !== undefined && Object.hasOwn(send.metadata, REFERENCE_KEY)
          ? send.metadata[REFERENCE_KEY]
          : undefined;
      if (reference !== undefined) account.countAccepted(reference);
      return submit(account, send, false);
    },

    receive(account, text) {
      const nowMs = clock.epochMs();
      const record: MessageRecord = {
        id: account.ids.uuid(),
        direction: "INBOUND",
        from: text.from,
        to: text.to,
        body: text.body,
        mediaUrls: text.mediaUrls,
        metadata: undefined,
        numSegments: text.mediaUrls.length > 0 ? 1 : countSegments(text.body),
        campaignId: text.campaign.id,
        createdAtMs: nowMs,
        automatic: false,
        blocked: false,
        sentAtMs: nowMs - CARRIER_LEAD_MS,
        updatedAtMs: nowMs,
        status: "DELIVERED",
        history: [{ status: "DELIVERED", atMs: nowMs }],
        failure: undefined,
      };
      account.addMessage(record);
      const keyword = findKeyword(text.body, text.campaign.details);
      if (keyword === undefined || assume.keywordsRaiseIncoming) raise(account, "message.incoming", record);
      if (keyword === undefined) return record;
      if (keyword !== "help") account.setOptedOut(text.campaign.id, text.from, keyword === "optout", nowMs);
      if (keyword === "optout") raise(account, "recipient.optout", record);
      answer(account, keyword, text);
      return record;
    },

    close() {
      for (const timer of timers) timer.cancel();
      timers.clear();
    },
  };
}
