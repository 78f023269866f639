import { checkWholeNumber } from "@sendo/core/adapter";
import { checkAddWebhookOptions, isListOf, unusableAddOption, type AddWebhookOptions } from "./add-webhook-options.js";
import type { ApiContext } from "../api/route.js";
import { toMs, type Duration } from "../time/duration.js";
import type { Account } from "../engine/account.js";
import type { Delivery } from "../engine/delivery.js";
import { iso } from "../time/iso.js";
import { EVENT_TYPES, type SandboxWebhook, type WebhookRecord } from "../engine/webhook-record.js";
import type { FaultEffect, FaultRule } from "../faults/fault-rule.js";
import { describeKnown } from "../errors/describe-known.js";
import { SandboxError } from "../errors/sandbox-error.js";
import { readTarget } from "../webhooks/target.js";

const WEBHOOKS_KEPT = 1000;

/** A tenant's webhooks and deliveries. */
export interface TenantWebhooks {
  /**
   * Adds a webhook, as the dashboard or `POST /v1/campaign/{id}/webhooks` does.
   *
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if the URL or an option is invalid.
   * @throws A {@link SandboxError} with code `webhook_target_refused` if the URL is not local, or `option_invalid` if the tenant
   * already has 1,000 webhooks.
   *
   * @example
   * ```ts
   * const { token } = sandbox.webhooks.add("http://127.0.0.1:3000/webhooks/sendo");
   * ```
   */
  add(url: string, options?: AddWebhookOptions): SandboxWebhook;
  /** Returns all webhooks, including those created through the API, oldest first. */
  list(): SandboxWebhook[];
  /** Removes a webhook and cancels its retries. Returns `false` if no webhook has this id. */
  remove(id: string): boolean;
  /**
   * Simulates an outage: every attempt fails until `duration` has passed. `0` ends the outage. Retries continue as
   * documented.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if the webhook does not exist.
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if `duration` is not a valid duration.
   *
   * @example
   * ```ts
   * sandbox.webhooks.outage(id, "10m");
   * await sandbox.clock.advance("15m"); // attempts at 0, 1, 3 and 7 minutes fail, the fifth at 15 arrives
   * ```
   */
  outage(id: string, duration: Duration): SandboxWebhook;
  /**
   * Switches the webhook to a wrong `X-Webhook-Token`, or back to the correct token.
   *
   * @throws A {@link SandboxError} with code `option_invalid` if the webhook does not exist.
   */
  wrongToken(id: string, wrong: boolean): SandboxWebhook;
  /**
   * Immediately starts a delivery's next attempt and waits for it to finish. Returns `false` if the delivery has no
   * pending attempt.
   */
  retry(delivery: string): Promise<boolean>;
  /**
   * Delivers an event again. The new deliveries have the same event id.
   *
   * @param times - Number of deliveries, from 1 to 100. @defaultValue `1`
   * @throws A {@link SandboxError} with code `option_invalid` if the delivery does not exist, or its webhook has been removed.
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if `times` is out of range.
   */
  replay(delivery: string, times?: number): Delivery[];
  /** Returns the latest 10,000 deliveries with all attempts, oldest first. */
  deliveries(): Delivery[];
}

/** @internal */
export function createTenantWebhooks(
  account: Account,
  context: ApiContext,
  defaults: { campaign: string; token: string },
): TenantWebhooks {
  // A webhook has at most one rule per effect. A new rule replaces the old one.
  const setFault = (id: string, effect: FaultEffect, rule: FaultRule | undefined): SandboxWebhook => {
    const webhook = account.webhooks.get(id);
    if (webhook === undefined)
      throw wrongArgument(`No webhook of this tenant has this id. ${describeKnown(account.webhooks.keys())}`);
    for (const fault of account.faults.list()) {
      if (fault.webhook === id && fault.effect === effect) account.faults.remove(fault.id);
    }
    if (rule !== undefined) account.faults.add(rule);
    account.webhookChanged(webhook);
    return account.showWebhook(webhook);
  };

  return {
    add(url, options = {}) {
      checkAddWebhookOptions(options);
      const { eventTypes = EVENT_TYPES, numbers, name } = options;
      const { campaign = defaults.campaign, token = defaults.token } = options;
      readTarget("webhooks.add", "url", url, context.allowRemoteWebhooks);
      if (account.webhooks.size >= WEBHOOKS_KEPT) {
        throw wrongArgument(`A tenant can have at most ${WEBHOOKS_KEPT} webhooks. Remove some of them.`);
      }
      const record = account.campaigns.get(campaign);
      if (record === undefined) throw unusableAddOption("campaign", "a campaign that belongs to this tenant", campaign);
      if (numbers !== undefined && !isListOf(numbers, record.numbers)) {
        throw unusableAddOption("numbers", "a list of numbers that belong to the campaign", numbers);
      }
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
      account.webhookChanged(webhook);
      return account.showWebhook(webhook);
    },
    list: () => [...account.webhooks.values()].map((webhook) => account.showWebhook(webhook)),
    outage(id, duration) {
      const ms = toMs("webhooks.outage", "duration", duration);
      return setFault(id, "outage", ms === 0 ? undefined : { effect: "outage", webhook: id, for: ms });
    },
    wrongToken: (id, wrong) => setFault(id, "wrong-token", wrong ? { effect: "wrong-token", webhook: id } : undefined),
    async retry(id) {
      const delivery = account.delivery(id);
      return delivery !== undefined && (await context.sender.retry(account, delivery));
    },
    replay(id, times = 1) {
      checkWholeNumber("webhooks.replay", "times", times, { min: 1, max: 100 });
      const delivery = account.delivery(id);
      return Array.from({ length: times }, () => {
        const again = delivery === undefined ? undefined : context.sender.replay(account, delivery);
        if (again === undefined) throw wrongArgument("This delivery does not exist, or its webhook was removed.");
        return structuredClone(again);
      });
    },
    remove(id) {
      const removed = account.webhooks.delete(id);
      for (const fault of account.faults.list()) if (fault.webhook === id) account.faults.remove(fault.id);
      if (removed) account.announce("webhook", () => ({ id, removed }));
      return removed;
    },
    deliveries: () => structuredClone(account.deliveries.toArray()),
  };
}

function wrongArgument(message: string): SandboxError {
  return new SandboxError("option_invalid", message);
}
