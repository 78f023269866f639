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

/** A webhook: where Sendo sends the events of a campaign. Fields that are not listed here are kept as Sendo sent them. */
export interface Webhook extends WebhookObject {
  /** Taken out and shown as `token`, so that a logged webhook contains no secret. */
  signature?: undefined;
  /**
   * The secret that each delivery carries as `X-Webhook-Token`, which Sendo calls `signature`. Printing it shows a
   * placeholder; `token.reveal()` gives the token, for `SENDO_WEBHOOK_TOKEN`. Absent if Sendo sends none.
   */
  readonly token?: SecretText;
}

/** A webhook to create. */
export interface WebhookInput extends CreateWebhookRequest, ExtraFields {}

/** A change to a webhook. Omitted fields stay, except perhaps `numbers`: whether they are kept is not documented. */
export type WebhookChange = Partial<WebhookInput>;

/** Where events go: `sendo.webhooks`. To receive them, use an adapter or {@link createWebhookReceiver}. */
export class Webhooks extends Resource {
  /**
   * Makes a webhook for a campaign. Its `token` is what deliveries carry.
   *
   * @throws A {@link SendoValidationError} `invalid_input`; otherwise as {@link Messages.send}.
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

  /** The webhooks of a campaign, all of them: this list has no pages. */
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
   * Changes a webhook. Whether leaving out `numbers` keeps them or means all numbers is not documented: name them again where
   * they matter.
   *
   * @throws A {@link SendoValidationError} `invalid_input`; otherwise as {@link Messages.send}.
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
