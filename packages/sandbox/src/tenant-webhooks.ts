import type { ApiContext } from "./api/route.js";
import type { Account } from "./engine/account.js";
import type { Delivery } from "./engine/delivery.js";
import { iso } from "./engine/message-record.js";
import {
  EVENT_TYPES,
  toSandboxWebhook,
  type SandboxEventType,
  type SandboxWebhook,
  type WebhookRecord,
} from "./engine/webhook-record.js";
import { SandboxError } from "./sandbox-error.js";
import { readTarget } from "./webhooks/target.js";

/** What a new webhook listens to. */
export interface AddWebhookOptions {
  /** @defaultValue all three: `message.incoming`, `message.status`, `recipient.optout` */
  eventTypes?: readonly SandboxEventType[];
  /** Numbers of the campaign to hear about. @defaultValue all, later ones included */
  numbers?: readonly string[];
  /** @defaultValue the tenant's approved campaign */
  campaign?: string;
  /**
   * The `X-Webhook-Token` it sends.
   *
   * @defaultValue the tenant's `webhookToken`, the one in `env`. (A webhook made through the API gets one of its own.)
   */
  token?: string;
  /** A label. */
  name?: string;
}

/** A tenant's webhooks, and what was sent to them. */
export interface TenantWebhooks {
  /**
   * Adds a webhook, as the dashboard or `POST /v1/campaign/{id}/webhooks` does.
   *
   * @throws {@link SandboxError} `webhook_target_refused`: the URL is not on this machine; `option_invalid`.
   *
   * @example
   * ```ts
   * const { token } = sandbox.webhooks.add("http://127.0.0.1:3000/webhooks/sendo");
   * ```
   */
  add(url: string, options?: AddWebhookOptions): SandboxWebhook;
  /** All webhooks, those made through the API included; oldest first. */
  list(): SandboxWebhook[];
  /** Removes a webhook, and calls off its retries; `false` if there is none with this id. */
  remove(id: string): boolean;
  /** The latest 10,000 deliveries with every attempt, oldest first. */
  deliveries(): Delivery[];
}

/** @internal */
export function createTenantWebhooks(
  account: Account,
  context: ApiContext,
  defaults: { campaign: string; token: string },
): TenantWebhooks {
  return {
    add(url, { eventTypes = EVENT_TYPES, numbers, campaign = defaults.campaign, token = defaults.token, name } = {}) {
      readTarget(url, context.allowRemoteWebhooks);
      const record = account.campaigns.get(campaign);
      if (record === undefined) throw invalid("campaign", "a campaign of this tenant");
      if (!isListOf(eventTypes, EVENT_TYPES)) throw invalid("eventTypes", `some of ${EVENT_TYPES.join(", ")}`);
      if (numbers !== undefined && !isListOf(numbers, record.numbers))
        throw invalid("numbers", "numbers of the campaign");
      if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))
        throw invalid("token", "visible ASCII without white space");
      const webhook: WebhookRecord = {
        id: account.ids.uuid(),
        createdAt: iso(context.clock.epochMs()),
        campaignId: campaign,
        signature: token,
        name,
        url,
        eventTypes: [...eventTypes],
        numbers: numbers === undefined ? [] : [...numbers],
      };
      account.webhooks.set(webhook.id, webhook);
      account.announce("webhook", () => toSandboxWebhook(webhook));
      return toSandboxWebhook(webhook);
    },
    list: () => [...account.webhooks.values()].map(toSandboxWebhook),
    remove(id) {
      const removed = account.webhooks.delete(id);
      if (removed) account.announce("webhook", () => ({ id, removed }));
      return removed;
    },
    deliveries: () => structuredClone(account.deliveries.toArray()),
  };
}

function isListOf(value: readonly string[], allowed: readonly string[]): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => allowed.includes(item as string));
}

function invalid(name: string, expected: string): SandboxError {
  return new SandboxError("option_invalid", `The webhook's option \`${name}\` must be ${expected}.`);
}
