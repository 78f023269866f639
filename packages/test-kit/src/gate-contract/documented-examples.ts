import brandCreate from "../../../sandbox/test/fixtures/brand-create.json" with { type: "json" };
import campaignCreate from "../../../sandbox/test/fixtures/campaign-create.json" with { type: "json" };
import messageList from "../../../sandbox/test/fixtures/message-list.json" with { type: "json" };
import messageRetrieve from "../../../sandbox/test/fixtures/message-retrieve.json" with { type: "json" };
import messageSend from "../../../sandbox/test/fixtures/message-send.json" with { type: "json" };
import numberBuy from "../../../sandbox/test/fixtures/number-buy.json" with { type: "json" };
import webhookCreate from "../../../sandbox/test/fixtures/webhook-create.json" with { type: "json" };
import * as messages from "../../../core/test/fixtures/messages.js";
import * as registration from "../../../core/test/fixtures/registration.js";

/** An example request and response from Sendo's documentation. */
export interface DocumentedExample {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  /** The request body, if the endpoint has one. */
  readonly request?: object;
  readonly response: object;
}

/** The objects shown in Sendo's documentation, all from the same set of fixtures. */
interface Objects {
  readonly send: { readonly request: object; readonly response: object };
  readonly message: { readonly id: string; readonly campaignId: string };
  readonly messages: readonly object[];
  readonly brand: { readonly id: string };
  readonly brandRequest: object;
  readonly campaign: { readonly id: string };
  readonly newCampaign: object;
  readonly campaignRequest: object;
  readonly webhook: { readonly id: string };
  readonly webhookRequest: object;
  readonly number: { readonly request: object; readonly response: object };
}

/**
 * Returns examples for all 13 endpoints. Each response contains the objects shown in the documentation, under the
 * documented names.
 */
function examplesOf(objects: Objects): readonly DocumentedExample[] {
  const { send, message, brand, campaign, webhook, number } = objects;
  const webhooks = `/v1/campaign/${campaign.id}/webhooks`;
  const change = { url: "https://diner.example/other" };
  return [
    { method: "POST", path: "/v1/message/send", ...send },
    { method: "GET", path: `/v1/message/${message.id}`, response: { message } },
    {
      method: "GET",
      path: `/v1/message/list?campaign=${message.campaignId}`,
      response: { messages: objects.messages },
    },
    { method: "POST", path: "/v1/brand/create", request: objects.brandRequest, response: { success: true, brand } },
    { method: "GET", path: `/v1/brand/${brand.id}`, response: { brand } },
    { method: "GET", path: "/v1/brand/list", response: { brands: [brand] } },
    {
      method: "POST",
      path: "/v1/campaign/create",
      request: objects.campaignRequest,
      response: { success: true, campaign: objects.newCampaign },
    },
    { method: "GET", path: `/v1/campaign/${campaign.id}`, response: { campaign } },
    { method: "GET", path: "/v1/campaign/list", response: { campaigns: [campaign] } },
    { method: "POST", path: webhooks, request: objects.webhookRequest, response: { success: true, webhook } },
    { method: "GET", path: webhooks, response: { webhooks: [webhook] } },
    {
      method: "PATCH",
      path: `/v1/webhook/${webhook.id}`,
      request: change,
      response: { success: true, webhook: { ...webhook, ...change } },
    },
    { method: "POST", path: "/v1/number/buy", ...number },
  ];
}

export const SANDBOX_EXAMPLES = examplesOf({
  send: messageSend,
  message: messageRetrieve.response.message,
  messages: messageList.response.messages,
  brand: brandCreate.response.brand,
  brandRequest: brandCreate.request,
  campaign: campaignCreate.response.campaign,
  newCampaign: campaignCreate.response.campaign,
  campaignRequest: campaignCreate.request,
  webhook: webhookCreate.response.webhook,
  webhookRequest: webhookCreate.request,
  number: numberBuy,
});

export const CORE_EXAMPLES = examplesOf({
  send: { request: messages.sendRequest, response: messages.sendAnswer },
  message: messages.outboundMessage,
  messages: [messages.outboundMessage, messages.inboundMessage],
  brand: registration.brand,
  brandRequest: registration.brandRequest,
  campaign: registration.campaign,
  newCampaign: registration.newCampaign,
  campaignRequest: registration.campaignRequest,
  webhook: registration.webhook,
  webhookRequest: registration.webhookRequest,
  number: { request: registration.numberRequest, response: registration.numberAnswer },
});
