import { optionalText } from "../../api/fields.js";
import { ApiError } from "../../api/api-error.js";
import type { Tenant, TenantInfo } from "../../tenant/tenant.js";
import type { ControlCall, ControlRoute } from "../control-route.js";

/** Accounts of their own, for tests that run side by side. All but `POST /tenants` act on the tenant of `X-Sandbox-Key`. */
export const TENANT_ROUTES: readonly ControlRoute[] = [
  { method: "GET", path: "/tenant", handler: ({ tenant, ca }) => ({ tenant: facts(tenant), ca }) },
  { method: "POST", path: "/tenants", handler: addTenant },
  { method: "POST", path: "/tenants/drop", handler: dropTenant },
  { method: "POST", path: "/reset", handler: resetTenant },
];

function addTenant({ tenants, ca, fields }: ControlCall): object {
  const seed = optionalText(fields, "seed");
  return { tenant: facts(tenants.add(seed === undefined ? {} : { seed })), ca };
}

function dropTenant({ tenant, tenants }: ControlCall): object {
  if (!tenants.drop(tenant.apiKey)) {
    throw new ApiError(409, "The default tenant cannot be dropped. Reset it, or name another one in X-Sandbox-Key.");
  }
  return { dropped: tenant.name };
}

function resetTenant({ tenant }: ControlCall): object {
  tenant.reset();
  return { reset: tenant.name };
}

// What a client in another process needs to know.
function facts(tenant: Tenant): TenantInfo {
  const { name, apiKey, webhookToken, campaign, pendingCampaign, numbers, env } = tenant;
  return { name, apiKey, webhookToken, campaign, pendingCampaign, numbers, env };
}
