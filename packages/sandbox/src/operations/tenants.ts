import { ApiError } from "../api/api-error.js";
import type { Tenant, TenantInfo } from "../tenant/tenant.js";
import { optional, string } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";

/**
 * Separate accounts for concurrent tests. The key in `X-Sandbox-Key` selects the tenant that an operation applies to.
 * `tenant.add` and `tenant.list` do not apply to a single tenant.
 */
export const tenants = {
  show: operation("tenant.show", "GET /tenant", {
    help: "show the settings that a client needs to use this tenant",
    run: ({ tenant, ca }) => ({ tenant: facts(tenant), ca }),
  }),
  list: operation("tenant.list", "GET /tenants", {
    help: "list tenants (the default tenant first) and the 20 most recently dropped tenants",
    run({ tenants: all }) {
      const { tenants: present, dropped } = all.list();
      return {
        tenants: [
          ...present.map(({ name }) => ({ name, dropped: false })),
          ...dropped.map(({ name }) => ({ name, dropped: true })),
        ],
      };
    },
    print: (output) =>
      table(
        output.tenants.map((each) => [each.name, each.dropped ? "dropped" : ""]),
        "No tenants.",
      ),
    verbs: [{ words: "tenants" }],
  }),
  add: operation("tenant.add", "POST /tenants", {
    help: "add a tenant",
    input: { seed: optional(string()) },
    run: (call, options) => ({ tenant: facts(call.tenants.add(options)), ca: call.ca }),
  }),
  drop: operation("tenant.drop", "POST /tenants/drop", {
    help: "drop a tenant and all its data",
    run(call) {
      if (call.tenants.drop(call.tenant.apiKey)) return { dropped: call.tenant.name };
      throw new ApiError(
        409,
        "The default tenant cannot be dropped. Reset it, or set X-Sandbox-Key to another tenant's key.",
      );
    },
  }),
  reset: operation("reset", "POST /reset", {
    help: "delete a tenant's messages, events, requests, problems, opt-outs and webhooks",
    run({ tenant }) {
      tenant.reset();
      return { reset: tenant.name };
    },
    print: ({ reset }) => `Tenant ${reset} was reset.`,
  }),
};

function facts({ name, apiKey, webhookToken, campaign, pendingCampaign, numbers, env }: Tenant): TenantInfo {
  return { name, apiKey, webhookToken, campaign, pendingCampaign, numbers, env };
}
