import type { CallOptions } from "../call/call-options.js";
import { isObject } from "../internal/is.js";
import { PARTS } from "../internal/parts.js";
import { Secret, type SecretText } from "../errors/redact.js";
import type { SendoPromise } from "../call/sendo-promise.js";
import { checkWrite, jsonOf, type ExtraFields } from "./validate.js";
import { pathSegment, Resource } from "./resource.js";
import {
  createWebhookRequestSchema,
  updateWebhookRequestSchema,
  webhookSchema,
  type CreateWebhookRequest,
  type WebhookObject,
} from "../api/webhook.js";

/** A webhook: the URL to which Sendo sends a campaign's events. Fields that are not listed here are returned unchanged. */
export interface Webhook extends WebhookObject {
  /** Always absent, so that a logged webhook contains no secret. Use `token` instead. */
  signature?: undefined;
  /**
   * The secret that Sendo calls `signature` and sends with each delivery as `X-Webhook-Token`. If you print it, only a
   * placeholder is shown. `token.reveal()` returns the secret, for use as `SENDO_WEBHOOK_TOKEN`. Absent if Sendo does not
   * return a `signature`.
   */
  readonly token?: SecretText;
}

/** A webhook to create. */
export interface WebhookInput extends CreateWebhookRequest, ExtraFields {}

/**
 * Changes to a webhook. Omitted fields keep their current values. Sendo does not document whether this also applies to
 * `numbers`.
 */
export type WebhookChange = Partial<WebhookInput>;

/** Creates and reads webhooks: `sendo.webhooks`. To receive events, use an adapter or {@link createWebhookReceiver}. */
export class Webhooks extends Resource {
  /**
   * Creates a webhook for a campaign. Every delivery contains the webhook's `token`.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`, or any other error that {@link Messages.send} throws.
   *
   * @example
   * ```ts
   * const webhook = await sendo.webhooks.create("Zk81QpLm", {
   *   url: "https://diner.example/webhooks/sendo", eventTypes: ["message.incoming", "message.status"],
   * });
   * process.env.SENDO_WEBHOOK_TOKEN = webhook.token?.reveal();
   * ```
   */
  create(campaignId: string, input: WebhookInput, options?: CallOptions): SendoPromise<Webhook> {
    return this[PARTS]().call(() => {
      const checked = checkWrite(createWebhookRequestSchema(), input);
      return {
        kind: "write",
        method: "POST",
        path: `/v1/campaign/${pathSegment(campaignId, "write")}/webhooks`,
        route: "/v1/campaign/{id}/webhooks",
        json: jsonOf(checked),
        extract: ({ webhook }) => this.toWebhook(webhook),
      };
    }, options);
  }

  /** Lists all of a campaign's webhooks. This list is not paginated. */
  list(campaignId: string, options?: CallOptions): SendoPromise<readonly Webhook[]> {
    return this[PARTS]().call(
      () => ({
        kind: "read",
        method: "GET",
        path: `/v1/campaign/${pathSegment(campaignId, "read")}/webhooks`,
        route: "/v1/campaign/{id}/webhooks",
        extract: ({ webhooks }) => {
          const read = Array.isArray(webhooks) ? webhooks.map((webhook) => this.toWebhook(webhook)) : undefined;
          return read?.filter((webhook) => webhook !== undefined);
        },
      }),
      options,
    );
  }

  /**
   * Updates a webhook. Sendo does not document whether omitting `numbers` keeps the current numbers or selects all of them. If
   * the webhook is limited to specific numbers, pass them again.
   *
   * @throws A {@link SendoValidationError} with code `invalid_input`, or any other error that {@link Messages.send} throws.
   */
  update(id: string, change: WebhookChange, options?: CallOptions): SendoPromise<Webhook> {
    return this[PARTS]().call(() => {
      const checked = checkWrite(updateWebhookRequestSchema(), change);
      return {
        kind: "write",
        method: "PATCH",
        path: `/v1/webhook/${pathSegment(id, "write")}`,
        route: "/v1/webhook/{id}",
        json: jsonOf(checked),
        extract: ({ webhook }) => this.toWebhook(webhook),
      };
    }, options);
  }

  /** @internal */
  protected toWebhook(webhook: unknown): Webhook | undefined {
    if (!isObject(webhook)) return undefined;
    const { signature, ...shown } = this.read(webhookSchema(), webhook, "webhook");
    return typeof signature === "string" ? { ...shown, token: new Secret(signature) } : shown;
  }
}
