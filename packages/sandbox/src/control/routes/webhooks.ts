import { optionalText, optionalTexts, requiredText } from "../../api/fields.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** Where events go. */
export const WEBHOOK_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/webhooks", handler: ({ tenant }) => ({ webhooks: tenant.webhooks.list() }) },
  { method: "POST", path: "/webhooks", handler: addWebhook },
];

function addWebhook({ tenant, fields }: ControlCall): object {
  const url = requiredText(fields, "url");
  const options: Record<string, unknown> = {};
  for (const name of ["campaign", "token", "name"]) {
    const value = optionalText(fields, name);
    if (value !== undefined) options[name] = value;
  }
  for (const name of ["eventTypes", "numbers"]) {
    const value = optionalTexts(fields, name);
    if (value !== undefined) options[name] = value;
  }
  return { webhook: tenant.webhooks.add(url, options) };
}
