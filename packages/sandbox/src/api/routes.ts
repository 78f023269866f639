import { buyNumber } from "./handlers/buy-number.js";
import { createBrand } from "./handlers/create-brand.js";
import { createCampaign } from "./handlers/create-campaign.js";
import { createWebhook } from "./handlers/create-webhook.js";
import { listBrands } from "./handlers/list-brands.js";
import { listCampaigns } from "./handlers/list-campaigns.js";
import { listMessages } from "./handlers/list-messages.js";
import { listWebhooks } from "./handlers/list-webhooks.js";
import { retrieveBrand } from "./handlers/retrieve-brand.js";
import { retrieveCampaign } from "./handlers/retrieve-campaign.js";
import { retrieveMessage } from "./handlers/retrieve-message.js";
import { sendMessage } from "./handlers/send-message.js";
import { updateWebhook } from "./handlers/update-webhook.js";
import type { ApiRoute } from "./route.js";

/** The thirteen documented endpoints, and nothing else. */
export const ROUTES: readonly ApiRoute[] = [
  { method: "POST", path: "/v1/message/send", handler: sendMessage },
  { method: "GET", path: "/v1/message/list", handler: listMessages },
  { method: "GET", path: "/v1/message/{id}", handler: retrieveMessage },
  { method: "POST", path: "/v1/brand/create", handler: createBrand },
  { method: "GET", path: "/v1/brand/list", handler: listBrands },
  { method: "GET", path: "/v1/brand/{id}", handler: retrieveBrand },
  { method: "POST", path: "/v1/campaign/create", handler: createCampaign },
  { method: "GET", path: "/v1/campaign/list", handler: listCampaigns },
  { method: "GET", path: "/v1/campaign/{id}", handler: retrieveCampaign },
  { method: "POST", path: "/v1/campaign/{id}/webhooks", handler: createWebhook },
  { method: "GET", path: "/v1/campaign/{id}/webhooks", handler: listWebhooks },
  { method: "PATCH", path: "/v1/webhook/{id}", handler: updateWebhook },
  { method: "POST", path: "/v1/number/buy", handler: buyNumber },
];
