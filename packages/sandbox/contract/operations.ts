import type * as z from "zod/mini";
import { createBrandRequestSchema } from "../../core/src/api/brand.js";
import { createCampaignRequestSchema } from "../../core/src/api/campaign.js";
import { messageListRequestSchema } from "../../core/src/api/message-list.js";
import { buyNumberRequestSchema } from "../../core/src/api/number.js";
import { pageQuerySchema } from "../../core/src/api/page-query.js";
import { sendMessageRequestSchema } from "../../core/src/api/send-message.js";
import { createWebhookRequestSchema, updateWebhookRequestSchema } from "../../core/src/api/webhook.js";

/** What the document says of one endpoint, besides its method and path. */
export interface Operation {
  readonly id: string;
  readonly tag: "Messages" | "Brands" | "Campaigns" | "Numbers" | "Webhooks";
  readonly summary: string;
  /** The page in Sendo's documentation, under `api-reference/`. */
  readonly page: string;
  /** Request body, or query of a GET, with the name of its type. */
  readonly request?: { readonly schema: () => z.ZodMiniType; readonly name: string };
  /** Field and schema of the object in a 200 response. */
  readonly response:
    { readonly field: string; readonly schema: string; readonly list?: true } | "MessageSent" | "NumberPurchase";
}

const body = (schema: () => z.ZodMiniType, name: string): Operation["request"] & object => ({ schema, name });
const query = body;
const PAGE = query(pageQuerySchema, "PageQuery");

/** Operations by `METHOD /path`, as in `src/api/routes.ts`. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "POST /v1/message/send": {
    id: "sendMessage",
    tag: "Messages",
    summary: "Send a message",
    page: "message/send",
    request: body(sendMessageRequestSchema, "SendMessageRequest"),
    response: "MessageSent",
  },
  "GET /v1/message/list": {
    id: "listMessages",
    tag: "Messages",
    summary: "List a campaign's messages",
    page: "message/list",
    request: query(messageListRequestSchema, "MessageListRequest"),
    response: { field: "messages", schema: "Message", list: true },
  },
  "GET /v1/message/{id}": {
    id: "retrieveMessage",
    tag: "Messages",
    summary: "Retrieve a message",
    page: "message/retrieve",
    response: { field: "message", schema: "Message" },
  },
  "POST /v1/brand/create": {
    id: "createBrand",
    tag: "Brands",
    summary: "Create a brand",
    page: "brand/create",
    request: body(createBrandRequestSchema, "CreateBrandRequest"),
    response: { field: "brand", schema: "Brand" },
  },
  "GET /v1/brand/list": {
    id: "listBrands",
    tag: "Brands",
    summary: "List brands, excluding drafts",
    page: "brand/list",
    request: PAGE,
    response: { field: "brands", schema: "Brand", list: true },
  },
  "GET /v1/brand/{id}": {
    id: "retrieveBrand",
    tag: "Brands",
    summary: "Retrieve a brand",
    page: "brand/retrieve",
    response: { field: "brand", schema: "Brand" },
  },
  "POST /v1/campaign/create": {
    id: "createCampaign",
    tag: "Campaigns",
    summary: "Create a campaign and submit it for review",
    page: "campaign/create",
    request: body(createCampaignRequestSchema, "CreateCampaignRequest"),
    response: { field: "campaign", schema: "Campaign" },
  },
  "GET /v1/campaign/list": {
    id: "listCampaigns",
    tag: "Campaigns",
    summary: "List campaigns, excluding drafts",
    page: "campaign/list",
    request: PAGE,
    response: { field: "campaigns", schema: "Campaign", list: true },
  },
  "GET /v1/campaign/{id}": {
    id: "retrieveCampaign",
    tag: "Campaigns",
    summary: "Retrieve a campaign",
    page: "campaign/retrieve",
    response: { field: "campaign", schema: "Campaign" },
  },
  "POST /v1/campaign/{id}/webhooks": {
    id: "createWebhook",
    tag: "Webhooks",
    summary: "Create a webhook for a campaign",
    page: "campaign/create-webhook",
    request: body(createWebhookRequestSchema, "CreateWebhookRequest"),
    response: { field: "webhook", schema: "Webhook" },
  },
  "GET /v1/campaign/{id}/webhooks": {
    id: "listWebhooks",
    tag: "Webhooks",
    summary: "List a campaign's webhooks",
    page: "campaign/webhooks",
    response: { field: "webhooks", schema: "Webhook", list: true },
  },
  "PATCH /v1/webhook/{id}": {
    id: "updateWebhook",
    tag: "Webhooks",
    summary: "Change a webhook",
    page: "webhook/update",
    request: body(updateWebhookRequestSchema, "UpdateWebhookRequest"),
    response: { field: "webhook", schema: "Webhook" },
  },
  "POST /v1/number/buy": {
    id: "buyNumber",
    tag: "Numbers",
    summary: "Buy an additional local number for a campaign",
    page: "number/buy",
    request: body(buyNumberRequestSchema, "BuyNumberRequest"),
    response: "NumberPurchase",
  },
};
