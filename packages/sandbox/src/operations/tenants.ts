import { ApiError } from "../api/api-error.js";
import type { Tenant, TenantInfo } from "../tenant/tenant.js";
import { optional, text } from "./fields.js";
import { operation } from "./operation.js";
import { table } from "./table.js";

/** Separate accounts, for tests that run concurrently. All but `tenant.add` act on the tenant of `X-Sandbox-Key`. */
export const tenants = {
  show: operation("tenant.show", "GET /tenant", {
    help: "what a client of the tenant needs",
    run: ({ tenant, ca }) => ({ tenant: facts(tenant), ca }),
  }),
  list: operation("tenant.list", "GET /tenants", {
    help: "list tenants, the default one first; the latest 20 that were dropped can still be looked at",
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
    input: { seed: optional(text()) },
    run: (call, options) => ({ tenant: facts(call.tenants.add(options)), ca: call.ca }),
  }),
  drop: operation("tenant.drop", "POST /tenants/drop", {
    help: "drop a tenant with all that it has",
    run(call) {
      if (call.tenants.drop(call.tenant.apiKey)) return { dropped: call.tenant.name };
      throw new ApiError(409, "The default tenant cannot be dropped. Reset it, or name another one in X-Sandbox-Key.");
    },
  }),
  reset: operation("reset", "POST /reset", {
    help: "delete messages, events, requests, problems, consent and webhooks of a tenant",
    run({ tenant }) {
      tenant.reset();
      return { reset: tenant.name };
    },
    print: ({ reset }) => `Tenant ${reset} is as at the start.`,
  }),
};

function facts({ name, apiKey, webhookToken, campaign, pendingCampaign, numbers, env }: Tenant): TenantInfo {
  return { name, apiKey, webhookToken, campaign, pendingCampaign, numbers, env };
}
