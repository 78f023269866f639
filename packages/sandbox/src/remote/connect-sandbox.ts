import type { ControlAddress } from "./control-client.js";
import type { Duration } from "../time/duration.js";
import { environment } from "../internal/environment.js";
import { checkTenantOptions, type TenantOptions } from "../tenant/tenant-options.js";
import { createControlCaller } from "./control-caller.js";
import { remoteTenant, SETTLE_TIMEOUT_MS, type RemoteTenant } from "./remote-tenant.js";
import type { TenantInfo } from "../tenant/tenant.js";

/** The time of a sandbox in another process, which all who use it share. */
export interface RemoteClock {
  /** As `SandboxClock.advance`. */
  advance(by: Duration): Promise<void>;
  /** As `SandboxClock.settle`. */
  settle(): Promise<void>;
}

/** A further tenant of a sandbox in another process, which can be given up. */
export interface RemoteDisposableTenant extends RemoteTenant, AsyncDisposable {
  /** As `DisposableTenant.drop`. */
  drop(): Promise<void>;
}

/** A sandbox in another process, which is also its own default tenant. There is nothing to close. */
export interface RemoteSandbox extends RemoteTenant {
  /** Time, which deliveries, retries and rate limits of all tenants follow. */
  readonly clock: RemoteClock;
  /** As `Sandbox.tenant`. */
  tenant(options?: TenantOptions): Promise<RemoteDisposableTenant>;
}

interface TenantResponse {
  readonly tenant: TenantInfo;
  readonly ca: string;
}

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
  const call = createControlCaller(resolved);
  const { tenant: facts, ca } = await call<TenantResponse>("GET", "/tenant");
  const own = remoteTenant(call, facts, ca);
  return {
    ...own,
    clock: {
      async advance(by) {
        await call("POST", "/clock/advance", { body: { by }, timeoutMs: SETTLE_TIMEOUT_MS });
      },
      settle: () => own.settle(),
    },
    async tenant(options = {}) {
      checkTenantOptions(options);
      const added = await call<TenantResponse>("POST", "/tenants", { body: options });
      const callOwn = createControlCaller(resolved, added.tenant.apiKey);
      let dropped: Promise<unknown> | undefined;
      const drop = async (): Promise<void> => void (await (dropped ??= callOwn("POST", "/tenants/drop")));
      return { ...remoteTenant(callOwn, added.tenant, ca), drop, [Symbol.asyncDispose]: drop };
    },
  };
}
