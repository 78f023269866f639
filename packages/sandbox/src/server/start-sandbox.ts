import { randomBytes } from "node:crypto";
import { rootCertificates } from "node:tls";
import { createGate } from "@sendo/core/gate";
import type { ApiContext } from "../api/route.js";
import { createApiServer } from "../api/api-server.js";
import { writeCaFile, type CaFile } from "./ca-file.js";
import { createChanges } from "../engine/changes.js";
import { realEpochMs, type SandboxClock, clockView } from "../time/clock.js";
import { iso } from "../time/iso.js";
import { createControlServer } from "../control/control-server.js";
import type { Account } from "../engine/account.js";
import { createEngine } from "../engine/engine.js";
import { createIds } from "../internal/ids.js";
import { createSelfSignedCertificate, type CertificatePair } from "../internal/self-signed-certificate.js";
import { listen, type Listening } from "./listen.js";
import type { Problem } from "../api/problem.js";
import { backlogProblem } from "../api/find-problems.js";
import { createProblemLog } from "../api/problem-log.js";
import { createRequestJournal, type RequestEntry } from "../api/request-journal.js";
import { VERSION } from "../internal/version.js";
import { resolveSandboxOptions, type ResolvedSandboxOptions, type SandboxOptions } from "./sandbox-options.js";
import type { TenantOptions } from "../tenant/tenant-options.js";
import { openJournal } from "../state/journal.js";
import { accountEntries, keepAccount, restoreAccount, resumeAccount, type StateEntry } from "../state/keep-account.js";
import { openStateFolder, type StateFolder } from "../state/state-folder.js";
import { createTenants, FIXED } from "../tenant/tenants.js";
import type { DisposableTenant, Tenant } from "../tenant/tenant.js";
import { createWebhookSender } from "../webhooks/sender.js";

/** A running sandbox. The object also represents the sandbox's default tenant. */
export interface Sandbox extends Tenant, AsyncDisposable {
  /** Base URL of the API: `https://127.0.0.1:<port>`. */
  readonly url: string;
  /**
   * Certificate that clients must trust, in PEM format. It is not a certificate authority, so it cannot sign
   * certificates for other servers.
   */
  readonly ca: string;
  /** Path of the certificate file. Without `stateDir`, {@link Sandbox.close} removes the file. */
  readonly caFile: string;
  /** Clock that controls deliveries, retries and rate limits for all tenants. */
  readonly clock: SandboxClock;
  /** Base URL of the control API: `http://127.0.0.1:<port>`. The API's paths begin with `/_sandbox/v1`. */
  readonly controlUrl: string;
  /** Token that the control API requires in `X-Sandbox-Token`. Without `stateDir`, each run generates a new token. */
  readonly controlToken: string;
  /**
   * URL of the sandbox's page, for a browser on the same machine. The token is in the URL fragment, which browsers do
   * not send to servers. The page removes the token from the browser's address bar.
   */
  readonly pageUrl: string;
  /**
   * Environment variables for a child process that uses the `sendo-sandbox` command or `connectSandbox()`. The
   * variables contain the control URL and token.
   */
  readonly controlEnv: Readonly<Record<string, string>>;
  /** Requests from all tenants, including requests without a valid key, oldest first. */
  requests(): RequestEntry[];
  /** Problems from all tenants, including problems caused by requests without a valid key. */
  problems(): Problem[];
  /**
   * Adds a tenant: a separate account with its own key, campaign, numbers and webhooks. The tenant exists until it is
   * dropped or the sandbox closes.
   *
   * @example
   * ```ts
   * await using acme = sandbox.tenant();
   * const sendo = new Sendo(acme.clientOptions);
   * ```
   */
  tenant(options?: TenantOptions): DisposableTenant;
  /**
   * Closes the sandbox. Requests in progress have up to a second to finish. Pending retries are canceled, and pending
   * `waitFor` and `expectNothing` calls are rejected. Once the sandbox is closed, it no longer keeps the process alive.
   * If you call `close()` again, the second call waits for the first to finish.
   */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 1000;

/**
 * Starts the simulated Sendo API on localhost. The returned promise resolves once the sandbox is listening. The
 * sandbox sends no real messages. Without `stateDir`, the sandbox keeps its state only in memory.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option has an unknown name or an invalid value.
 * @throws A {@link SandboxError} with code `port_in_use` or `webhook_target_refused`. The code is `option_invalid` if
 * the operating system does not let the sandbox use the port, the address or the folder for temporary files.
 *
 * @example
 * ```ts
 * const sandbox = await startSandbox();
 * const sendo = new Sendo(sandbox.clientOptions);
 * await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
 * await sandbox.phone("+12065550142").waitFor(/table/);
 * await sandbox.close();
 * ```
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const resolved = resolveSandboxOptions(options);
  const closing: Closing = { servers: [], last: [] };
  try {
    return await start(resolved, closing);
  } catch (error) {
    for (const server of closing.servers) await server.close(0);
    for (const end of closing.last) end();
    throw error;
  }
}

/** Resources opened by the sandbox. */
interface Closing {
  readonly servers: Listening[];
  /** Functions to call once the servers have closed. */
  readonly last: (() => void)[];
}

async function start(options: ResolvedSandboxOptions, closing: Closing): Promise<Sandbox> {
  const { clock, host, allowHosts, requestsPerSecond, window, resetFormat } = options;
  const { identity, caFile, state } = prepareFiles(options, closing);
  const changes = createChanges();
  const unsubscribe = clock.onChange(() => changes.announce("clock", undefined, () => clockView(clock)));
  const problems = createProblemLog(changes);
  const sender = createWebhookSender({
    clock,
    allowRemote: options.allowRemoteWebhooks,
    timeoutMs: options.webhookTimeoutMs,
    assume: options.assume,
    // Node's `ca` option replaces the default certificate authorities, so the defaults are passed too.
    ca: options.webhookCa === undefined ? undefined : [...rootCertificates, options.webhookCa],
    onBacklog: (account, delivery) =>
      problems.add({ ...backlogProblem(delivery), tenant: account.name, at: iso(clock.epochMs()) }),
  });
  const engine = createEngine({
    clock,
    profile: options.profile,
    reviewTimes: options.review,
    delays: options.delays,
    assume: options.assume,
    dispatcher: sender,
  });
  const context: ApiContext = {
    engine,
    clock,
    assume: options.assume,
    allowRemoteWebhooks: options.allowRemoteWebhooks,
    changes,
    sender,
  };
  const journal = createRequestJournal(changes);
  const accounts = new Map<string, Account>(); // by API key
  const gate = createGate({
    keys: (apiKey) => accounts.get(apiKey)?.name,
    requestsPerSecond,
    window,
    resetFormat,
    retryAfter: options.retryAfter,
    clock,
  });
  const server = createApiServer({
    context,
    gate,
    identity,
    journal,
    problems,
    accountNamed: (name) => tenants.account(name),
    onInternalError: warnInternalError,
  });
  const api = await listen(server, host, options.port, "port");
  closing.servers.push(api);
  const own = urlHost(ownHost(host));
  const url = `https://${own}:${api.port}`;
  const publicHost = isWildcard(host) ? urlHost(allowHosts[0]!) : own;

  // Stored objects from earlier runs keep their ids, so each run derives its ids from a different seed.
  const run = (state?.journal.runs ?? 0) + 1;
  const ids = createIds(run === 1 ? options.seed : `${options.seed}/${run}`);
  const tenants = createTenants({
    accounts,
    ids,
    context,
    journal,
    problems,
    url,
    addressEnv: {
      SENDO_BASE_URL: `https://${publicHost}:${api.port}`,
      ...(publicHost !== own && { SENDO_SANDBOX_HOST: publicHost }),
    },
    ca: identity.certPem,
    caFile: caFile.path,
    webhookUrl: options.webhookUrl,
    restore: state && ((account) => restoreAccount(account, state.journal.entries)),
  });
  const first = tenants.first();
  if (state !== undefined) {
    const account = tenants.account(first.name);
    const journal = openJournal<StateEntry>({
      path: state.journalPath,
      runs: run,
      snapshot: () => accountEntries(account),
      onError: (code) =>
        warn(`Cannot write to the state folder (${code}). Changes made from now on will be lost on restart.`),
    });
    closing.last.push(keepAccount(account, changes, journal), () => journal.close());
    resumeAccount(account, engine, FIXED.pendingCampaign);
  }

  const controlToken = state?.controlToken ?? randomBytes(24).toString("base64url");
  const control = createControlServer({
    token: controlToken,
    allowHosts,
    context,
    journal,
    tenants,
    ca: identity.certPem,
    facts: {
      version: VERSION,
      limit: { requestsPerSecond, window, resetFormat },
      profile: options.profile,
      seed: options.seed,
    },
    onInternalError: warnInternalError,
  });
  const controlListening = await listen(control, host, options.controlPort, "controlPort");
  closing.servers.push(controlListening);
  const controlUrl = `http://${own}:${controlListening.port}`;

  const shutDown = async (): Promise<void> => {
    engine.close();
    sender.close();
    unsubscribe();
    for (const account of accounts.values()) account.close();
    await Promise.all(closing.servers.map((server) => server.close(CLOSE_GRACE_MS)));
    for (const end of closing.last) end();
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= shutDown());

  const parts: Omit<Sandbox, keyof Tenant> & Pick<Sandbox, "requests" | "problems"> = {
    url,
    ca: identity.certPem,
    caFile: caFile.path,
    clock,
    controlUrl,
    controlToken,
    pageUrl: `${controlUrl}/#token=${controlToken}`,
    controlEnv: {
      SENDO_SANDBOX_CONTROL_URL: `http://${publicHost}:${controlListening.port}`,
      SENDO_SANDBOX_CONTROL_TOKEN: controlToken,
    },
    requests: () => journal.toArray(),
    problems: () => problems.toArray(),
    tenant: (options) => tenants.add(options),
    close,
    [Symbol.asyncDispose]: close,
  };
  return Object.assign(first, parts);
}

function prepareFiles(
  { host, allowHosts, stateDir, caFile: path }: ResolvedSandboxOptions,
  { last }: Closing,
): {
  readonly identity: CertificatePair;
  readonly caFile: CaFile;
  readonly state: StateFolder<StateEntry> | undefined;
} {
  const hosts = new Set(["localhost", "127.0.0.1", "::1", ownHost(host), ...allowHosts]);
  const names = { hosts: [...hosts], epochMs: realEpochMs() };
  if (stateDir === undefined) {
    const identity = createSelfSignedCertificate(names);
    const caFile = writeCaFile(identity.certPem, path);
    last.push(() => caFile.remove());
    return { identity, caFile, state: undefined };
  }
  const state = openStateFolder<StateEntry>(stateDir, names);
  last.push(() => state.release());
  if (state.notice !== undefined) warn(state.notice);
  const identity = state.certificate;
  if (path === undefined) return { identity, caFile: { path: state.caFile, remove: () => {} }, state };
  const caFile = writeCaFile(identity.certPem, path, true);
  last.unshift(() => caFile.remove());
  return { identity, caFile, state };
}

function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** Returns the address at which local processes can reach the sandbox. */
function ownHost(host: string): string {
  return isWildcard(host) ? "127.0.0.1" : host;
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function warn(message: string): void {
  process.emitWarning(message, { type: "SendoSandboxWarning" });
}

// A bug report needs these details, which the API's 500 response does not contain.
function warnInternalError(error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning("Internal sandbox error. Please report it.", { type: "SendoSandboxWarning", detail });
}
