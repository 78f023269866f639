import type { IncomingMessage, ServerResponse } from "node:http";
import type { ResetFormat, WindowRule } from "@sendo/core/gate";
import type { Fields } from "../api/fields.js";
import type { ApiContext } from "../api/route.js";
import type { SandboxClock } from "../time/clock.js";
import type { Account } from "../engine/account.js";
import type { Profile } from "../engine/plan-lifecycle.js";
import type { RequestJournal } from "../api/request-journal.js";
import type { Tenant } from "../tenant/tenant.js";
import type { Tenants } from "../tenant/tenants.js";
import type { TenantFeeds } from "./events/tenant-feeds.js";

/** How a sandbox was started. */
export interface SandboxInfo {
  readonly version: string;
  readonly limit: {
    readonly requestsPerSecond: number | false;
    readonly window: WindowRule;
    readonly resetFormat: ResetFormat;
  };
  readonly profile: Profile;
  /** Start with it again, and ids and chances repeat. */
  readonly seed: string;
}

/** What a control operation gets. */
export interface ControlCall {
  readonly tenant: Tenant;
  readonly tenants: Tenants;
  readonly account: Account;
  readonly context: ApiContext;
  /** The variable part of the path, decoded. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  readonly clock: SandboxClock;
  readonly journal: RequestJournal;
  readonly ca: string;
  /** Aborted when the caller has gone: nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  readonly facts: SandboxInfo;
  readonly feeds: TenantFeeds;
}

/** Takes the connection over, to write more than one answer to it. */
export type ControlStream = (
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
) => void;

/** What it answers: JSON, PEM where it is text, or a stream. */
export type ControlResponse = object | string | ControlStream;

/** One operation of the control API. */
export interface ControlRoute {
  readonly method: "GET" | "POST";
  /** Below `/_sandbox/v1`. */
  readonly path: string;
  readonly handler: (call: ControlCall) => ControlResponse | Promise<ControlResponse>;
}
