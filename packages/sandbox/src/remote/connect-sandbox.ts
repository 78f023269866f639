import type { ControlAddress } from "./control-client.js";
import type { Duration } from "../time/duration.js";
import { environment } from "../internal/environment.js";
import { checkTenantOptions, type TenantOptions } from "../tenant/tenant-options.js";
import { createAsk } from "./ask.js";
import { remoteTenant, type RemoteTenant } from "./remote-tenant.js";
import type { TenantFacts } from "../tenant/tenant.js";

/** The time of a sandbox in another process, which all who use it share. */
export interface RemoteClock {
  /** As `SandboxClock.advance`. */
  advance(by: Duration): Promise<void>;
  /** As `SandboxClock.settle`. */
  settle(): Promise<void>;
}

/** A further tenant of a sandbox in another process, which can be given up. */
export interface RemoteOwnTenant extends RemoteTenant, AsyncDisposable {
  /** As `OwnTenant.drop`. */
  drop(): Promise<void>;
}

/** A sandbox in another process, which is also its own default tenant. There is nothing to close. */
export interface RemoteSandbox extends RemoteTenant {
  /** Time, which deliveries, retries and rate limits of all tenants follow. */
  readonly clock: RemoteClock;
  /** As `Sandbox.tenant`. */
  tenant(options?: TenantOptions): Promise<RemoteOwnTenant>;
}

interface TenantAnswer {
  readonly tenant: TenantFacts;
  readonly ca: string;
}

const MOVING_MS = 600_000;

/**
 * Finds a sandbox that runs in another process of this machine: the one that `@sendo/sandbox/global-setup` has started for
 * all workers, that `sendo-sandbox exec` runs around this process, or that somebody has started by hand.
 *
 * @param address - Where it is. @defaultValue `SENDO_SANDBOX_CONTROL_URL` and `SENDO_SANDBOX_CONTROL_TOKEN`
 * @throws A {@link SandboxError} `control_failed`: no address, nobody there, or a wrong token.
 *
 * @example
 * ```ts
 * const sandbox = await connectSandbox();
 * await using acme = await sandbox.tenant();
 * const sendo = new Sendo(acme.clientOptions);
 * const ann = await acme.phone();
 * await sendo.messages.send({ to: ann.number, body: "Your code is 482913" });
 * await ann.waitFor(/code is (\d{6})/);
 * ```
 */
export async function connectSandbox(address: ControlAddress = {}): Promise<RemoteSandbox> {
  const { SENDO_SANDBOX_CONTROL_URL: url, SENDO_SANDBOX_CONTROL_TOKEN: token } = environment();
  const resolved = {
    ...(url !== undefined && { controlUrl: url }),
    ...(token !== undefined && { controlToken: token }),
    ...address,
  };
  const ask = createAsk(resolved);
  const { tenant: facts, ca } = await ask<TenantAnswer>("GET", "/tenant");
  return {
    ...remoteTenant(ask, facts, ca),
    clock: {
      async advance(by) {
        await ask("POST", "/clock/advance", { body: { by }, timeoutMs: MOVING_MS });
      },
      async settle() {
        await ask("POST", "/clock/settle", { timeoutMs: MOVING_MS });
      },
    },
    async tenant(options = {}) {
      checkTenantOptions(options);
      const own = await ask<TenantAnswer>("POST", "/tenants", { body: options });
      const askOwn = createAsk(resolved, own.tenant.apiKey);
      let dropped: Promise<unknown> | undefined;
      const drop = async (): Promise<void> => void (await (dropped ??= askOwn("POST", "/tenants/drop")));
      return { ...remoteTenant(askOwn, own.tenant, ca), drop, [Symbol.asyncDispose]: drop };
    },
  };
}
