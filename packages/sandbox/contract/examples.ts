import * as messages from "../../core/test/fixtures/messages.js";
import * as registration from "../../core/test/fixtures/registration.js";

const { brand, campaign, webhook } = registration;

/** Sendo's documented examples with generated values, by operation or event type. */
export const EXAMPLES: Readonly<Record<string, { readonly request?: object; readonly response?: object }>> = {
  "POST /v1/message/send": { request: messages.sendRequest, response: messages.sendAnswer },
  "GET /v1/message/{id}": { response: { message: messages.outboundMessage } },
  "GET /v1/message/list": { response: { messages: [messages.outboundMessage] } },
  "POST /v1/brand/create": { request: registration.brandRequest, response: { success: true, brand } },
  "GET /v1/brand/{id}": { response: { brand } },
  "GET /v1/brand/list": { response: { brands: [brand] } },
  "POST /v1/campaign/create": {
    request: registration.campaignRequest,
    response: { success: true, campaign: registration.newCampaign },
  },
  "GET /v1/campaign/{id}": { response: { campaign } },
  "GET /v1/campaign/list": { response: { campaigns: [campaign] } },
  "POST /v1/campaign/{id}/webhooks": { request: registration.webhookRequest, response: { success: true, webhook } },
  "GET /v1/campaign/{id}/webhooks": { response: { webhooks: [webhook] } },
  "PATCH /v1/webhook/{id}": { request: { name: "Other" }, response: { success: true, webhook } },
  "POST /v1/number/buy": { request: registration.numberRequest, response: registration.numberAnswer },
  "message.incoming": {
    request: {
      id: "a7c1f3de-5b0a-4b53-8f65-1f0f9f5f7c21",
      type: "message.incoming",
      timestamp: "2024-05-02T17:10:03.118Z",
      message: messages.inboundMessage,
    },
  },
};
