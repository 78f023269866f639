import type { ApiContext } from "../api/route.js";
import { Account } from "../engine/account.js";
import { BoundedMap } from "../internal/bounded-map.js";
import { createIds, type Ids } from "../internal/ids.js";
import type { ProblemLog } from "../api/problem-log.js";
import type { RequestJournal } from "../api/request-journal.js";
import { seedAccount, type AccountSeed } from "./seed-account.js";
import { checkTenantOptions, type TenantOptions } from "./tenant-options.js";
import { createTenant, type DisposableTenant, type Tenant } from "./tenant.js";

/**
 * @internal Fixed values for the default tenant, so that an app's `.env` stays valid after the sandbox restarts. They grant
 * no access to real data, because the API listens only locally and stores only test data.
 */
export const FIXED = {
  name: "default",
  apiKey: "sandbox_Wq4Zt7Nc2Rk9Xm5B",
  webhookToken: "sandbox_Jd8sPv3KfT6yHa1L",
  brand: "q7Rt2mZa",
  campaign: "U7fQ39nX",
  pendingCampaign: "Hc52wLpd",
  numbers: ["+14155550111", "+14155550112"],
} as const;

// Numbers from 555-0100 to 555-0199 are fictitious in every area code. Two additional tenants can have the same
// numbers without conflict, because each tenant has its own data.
const AREAS = ["206", "212", "303", "305", "312", "404", "503", "602", "617", "713"];

// Name of the webhook added by `webhookUrl`.
const FIRST_WEBHOOK = "webhookUrl";

// A test drops its tenant when the test ends. The tenant remains on the page, so that you can examine a failed test.
const DROPPED_KEPT = 20;

/** @internal A sandbox's tenants. */
export interface Tenants {
  first(): Tenant;
  add(options?: TenantOptions): DisposableTenant;
  /** Drops the tenant with this key. Returns `false` for the default tenant and for an unknown key. */
  drop(apiKey: string): boolean;
  withKey(apiKey: string): Tenant | undefined;
  /** Returns the tenant with this name. A dropped tenant is returned until newer dropped tenants replace it. */
  named(name: string): Tenant | undefined;
  /** Returns the tenants, with the default tenant first. The most recently dropped tenants come last. */
  list(): { readonly tenants: readonly Tenant[]; readonly dropped: readonly Tenant[] };
  /** Returns the account with this name. The account must exist. */
  account(name: string): Account;
}

/** @internal */
export interface TenantsOptions {
  /** The gate's accounts, by API key. */
  readonly accounts: Map<string, Account>;
  readonly ids: Ids;
  readonly context: ApiContext;
  readonly journal: RequestJournal;
  readonly problems: ProblemLog;
  readonly url: string;
  /** Environment variables with the sandbox's address. */
  readonly addressEnv: Readonly<Record<string, string>>;
  readonly ca: string;
  readonly caFile: string;
  /** URL of the default tenant's initial webhook. */
  readonly webhookUrl: string | undefined;
  /** Restores the default tenant's state from an earlier run. */
  readonly restore: ((account: Account) => void) | undefined;
}

/** @internal */
export function createTenants(options: TenantsOptions): Tenants {
  const { accounts, ids, context, journal, problems, url, addressEnv, ca, caFile, webhookUrl, restore } = options;
  const tenants = new Map<string, Tenant>();
  const byName = new Map<string, Account>();
  const dropped = new BoundedMap<string, Tenant>(DROPPED_KEPT); // by name
  let added = 1;

  const create = (seed: AccountSeed & { readonly webhookToken: string }, own: Ids): Tenant => {
    const account = new Account(seed.name, seed.apiKey, own, context.changes, context.assume.errorCode, context.clock);
    const fill = (): void => seedAccount(account, seed, context.clock.epochMs());
    fill();
    accounts.set(account.apiKey, account);
    byName.set(account.name, account);
    const { campaign, pendingCampaign, numbers, webhookToken } = seed;
    const tenant = createTenant({
      account,
      context,
      journal,
      problems,
      seed() {
        fill();
        addFirstWebhook(tenant, account);
      },
      campaign,
      pendingCampaign,
      numbers,
      webhookToken,
      url,
      addressEnv,
      ca,
      caFile,
    });
    tenants.set(account.apiKey, tenant);
    if (account.apiKey === FIXED.apiKey) restore?.(account);
    addFirstWebhook(tenant, account);
    return tenant;
  };
  // The next run finds the stored webhook by this name, even if `webhookUrl` has changed.
  const addFirstWebhook = ({ apiKey, webhooks }: Tenant, account: Account): void => {
    if (webhookUrl === undefined || apiKey !== FIXED.apiKey) return;
    for (const { id, name, url } of account.webhooks.values()) {
      if (name === FIRST_WEBHOOK && url !== webhookUrl) webhooks.remove(id);
    }
    if (webhooks.list().every(({ url }) => url !== webhookUrl)) webhooks.add(webhookUrl, { name: FIRST_WEBHOOK });
  };
  const first = create(FIXED, ids.fork(FIXED.name));

  const drop = (apiKey: string): boolean => {
    const account = accounts.get(apiKey);
    if (account === undefined || apiKey === first.apiKey) return false;
    const evicted = dropped.set(account.name, tenants.get(apiKey)!);
    tenants.delete(apiKey);
    accounts.delete(apiKey);
    account.webhooks.clear();
    account.faults.off();
    account.close();
    if (evicted !== undefined) {
      const [name] = evicted;
      byName.get(name)!.reset();
      byName.delete(name);
    }
    context.changes.announce("tenant", undefined, () => ({ name: account.name, dropped: true }));
    return true;
  };

  return {
    first: () => first,
    add(options = {}) {
      checkTenantOptions(options);
      const { seed } = options;
      const index = (added += 1);
      const name = `tenant-${index}`;
      const own = ids.fork(`tenant ${index}`);
      const area = AREAS[(index - 2) % AREAS.length]!;
      const line = (((index - 2) / AREAS.length) | 0) % 50;
      const number = (offset: number): string => `+1${area}5550${100 + 2 * line + offset}`;
      const fixed = {
        name,
        apiKey: `sandbox_${own.alphanumeric(24)}`,
        webhookToken: `sandbox_${own.alphanumeric(16)}`,
        brand: own.alphanumeric(8),
        campaign: own.alphanumeric(8),
        pendingCampaign: own.alphanumeric(8),
        numbers: [number(0), number(1)],
      };
      // Keys do not depend on the tenant's `seed`, because two tenants with the same seed are separate accounts.
      const tenant = create(fixed, seed === undefined ? ids.fork(name) : createIds(seed));
      context.changes.announce("tenant", undefined, () => ({ name, dropped: false }));
      const dropThis = async (): Promise<void> => void drop(tenant.apiKey);
      return Object.assign(tenant, { drop: dropThis, [Symbol.asyncDispose]: dropThis });
    },
    drop,
    withKey: (apiKey) => tenants.get(apiKey),
    named: (name) => tenants.get(byName.get(name)?.apiKey ?? "") ?? dropped.get(name),
    list: () => ({ tenants: [...tenants.values()], dropped: [...dropped.values()] }),
    account: (name) => byName.get(name)!,
  };
}
