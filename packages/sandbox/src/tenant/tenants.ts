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
 * @internal What the default tenant always has, so that a restart never makes an app's `.env` wrong. None of these opens
 * anything: the API listens on this machine only, and knows no other data than what was put into it.
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

// Fictitious numbers are 555-0100 to 555-0199 in any area. Tenants beyond these share numbers, which does no harm: they
// share nothing else.
const AREAS = ["206", "212", "303", "305", "312", "404", "503", "602", "617", "713"];

// The name of the webhook of `webhookUrl`.
const FIRST_WEBHOOK = "webhookUrl";

// A test drops its tenant when it ends, and what happened there is what somebody wants to see if it failed.
const DROPPED_KEPT = 20;

/** @internal The tenants of one sandbox. */
export interface Tenants {
  first(): Tenant;
  add(options?: TenantOptions): DisposableTenant;
  /** Gives up the tenant with this key; `false` for the first one, and where there is none. */
  drop(apiKey: string): boolean;
  /** By API key. */
  withKey(apiKey: string): Tenant | undefined;
  /** Also one that was dropped, while it is kept. */
  named(name: string): Tenant | undefined;
  /** The first one first; those that were dropped last come last. */
  list(): { readonly tenants: readonly Tenant[]; readonly dropped: readonly Tenant[] };
  /** By the name that the gate gives. */
  account(name: string): Account;
}

/** @internal */
export interface TenantsOptions {
  /** Filled here, by API key; read by the gate. */
  readonly accounts: Map<string, Account>;
  readonly ids: Ids;
  readonly context: ApiContext;
  readonly journal: RequestJournal;
  readonly problems: ProblemLog;
  readonly url: string;
  /** Variables of the environment by which apps reach the sandbox. */
  readonly addressEnv: Readonly<Record<string, string>>;
  readonly ca: string;
  readonly caFile: string;
  /** The URL of a webhook that the first tenant starts with. */
  readonly webhookUrl: string | undefined;
  /** Gives the first tenant what an earlier run has kept. */
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
  // By its name the next start knows which of the webhooks that a state folder kept was given by `webhookUrl`, which may be another now.
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
      // Keys come from the sandbox's series even so: two tenants of one seed are two accounts.
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
