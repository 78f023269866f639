import { createBrand, listBrands, retrieveBrand } from "./handlers/brands.js";
import { createCampaign, listCampaigns, retrieveCampaign } from "./handlers/campaigns.js";
import { listMessages, retrieveMessage, sendMessage } from "./handlers/messages.js";
import { buyNumber } from "./handlers/numbers.js";
import { createWebhook, listWebhooks, updateWebhook } from "./handlers/webhooks.js";
import type { ApiRoute } from "./route.js";

const SEND = ["campaign", "body", "to", "from", "mediaUrls", "metadata"];
const MESSAGE_LIST = ["campaign", "limit", "skip", "direction", "number"];
const ADDRESS = ["street", "city", "state", "postalCode", "country"];
const CONTACT = ["firstName", "lastName", "email", "phone"];
const BRAND = ["entityType", "entityName", "displayName", "ein", "website", "privacyLink", ...ADDRESS, ...CONTACT];
const SAMPLES = ["sample1", "sample2", "sample3", "sample4", "sample5"];
const CAMPAIGN = ["displayName", "usecase", "brandId", "description", "consentFlow", "screenshotUrl", "isLowVolume"];
const WEBHOOK = ["name", "url", "eventTypes", "numbers"];

/** The thirteen documented endpoints. */
export const ROUTES: readonly ApiRoute[] = [
  { method: "POST", path: "/v1/message/send", fields: SEND, handler: sendMessage },
  { method: "GET", path: "/v1/message/list", fields: MESSAGE_LIST, handler: listMessages },
  { method: "GET", path: "/v1/message/{id}", handler: retrieveMessage },
  { method: "POST", path: "/v1/brand/create", fields: BRAND, handler: createBrand },
  { method: "GET", path: "/v1/brand/list", fields: ["limit", "skip"], handler: listBrands },
  { method: "GET", path: "/v1/brand/{id}", handler: retrieveBrand },
  { method: "POST", path: "/v1/campaign/create", fields: [...CAMPAIGN, ...SAMPLES], handler: createCampaign },
  { method: "GET", path: "/v1/campaign/list", fields: ["limit", "skip"], handler: listCampaigns },
  { method: "GET", path: "/v1/campaign/{id}", handler: retrieveCampaign },
  { method: "POST", path: "/v1/campaign/{id}/webhooks", fields: WEBHOOK, handler: createWebhook },
  { method: "GET", path: "/v1/campaign/{id}/webhooks", handler: listWebhooks },
  { method: "PATCH", path: "/v1/webhook/{id}", fields: WEBHOOK, handler: updateWebhook },
  { method: "POST", path: "/v1/number/buy", fields: ["number", "campaignId"], handler: buyNumber },
];

export const API_PATHS: readonly string[] = [...new Set(ROUTES.map(({ path }) => path))];
