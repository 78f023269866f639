import { createControlCaller, type ControlAddress } from "./control-client.js";
import type { Duration } from "../time/duration.js";
import { environment } from "../internal/environment.js";
import { checkTenantOptions, type TenantOptions } from "../tenant/tenant-options.js";
import { clock } from "../operations/clock.js";
import { tenants } from "../operations/tenants.js";
import { remoteTenant, type RemoteTenant } from "./remote-tenant.js";

/** Clock of a sandbox that runs in another process. All clients of the sandbox share its clock. */
export interface RemoteClock {
  /** See `SandboxClock.advance`. */
  advance(by: Duration): Promise<void>;
  /** See `SandboxClock.settle`. */
  settle(): Promise<void>;
}

/** An additional tenant of a sandbox that runs in another process. */
export interface RemoteDisposableTenant extends RemoteTenant, AsyncDisposable {
  /** See `DisposableTenant.drop`. */
  drop(): Promise<void>;
}

/**
 * A sandbox that runs in another process. The object also represents that sandbox's default tenant. You do not need to
 * close the object.
 */
export interface RemoteSandbox extends RemoteTenant {
  /** Clock that controls deliveries, retries and rate limits for all tenants. */
  readonly clock: RemoteClock;
  /** See `Sandbox.tenant`. */
  tenant(options?: TenantOptions): Promise<RemoteDisposableTenant>;
}

/**
 * Connects to a sandbox in another local process. You can start that sandbox with `@sendo/sandbox/global-setup`,
 * `sendo-sandbox exec` or `sendo-sandbox start`.
 *
 * @param address - Control URL and token of the sandbox. @defaultValue `SENDO_SANDBOX_CONTROL_URL` and
 * `SENDO_SANDBOX_CONTROL_TOKEN`
 * @throws A {@link SandboxError} with code `control_failed` if the address is missing, no sandbox is responding, or the
 * token is wrong.
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
  const {
    SENDO_SANDBOX_CONTROL_URL: url,
    SENDO_SANDBOX_CONTROL_TOKEN: token,
    SENDO_SANDBOX_HOST: host,
  } = environment();
  const resolved = {
    ...(url !== undefined && { controlUrl: url }),
    ...(token !== undefined && { controlToken: token }),
    ...(host !== undefined && { sandboxHost: host }),
    ...address,
  };
  const call = createControlCaller(resolved);
  const { tenant: facts, ca } = await call(tenants.show);
  const own = remoteTenant(call, facts, ca);
  return {
    ...own,
    clock: {
      advance: async (by) => void (await call(clock.advance, { by })),
      settle: () => own.settle(),
    },
    async tenant(options = {}) {
      checkTenantOptions(options);
      const added = await call(tenants.add, options);
      const callOwn = createControlCaller(resolved, added.tenant.apiKey);
      let dropped: Promise<unknown> | undefined;
      const drop = async (): Promise<void> => void (await (dropped ??= callOwn(tenants.drop)));
      return { ...remoteTenant(callOwn, added.tenant, ca), drop, [Symbol.asyncDispose]: drop };
    },
  };
}
