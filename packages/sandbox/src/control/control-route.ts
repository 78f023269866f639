import type { Fields } from "../api/fields.js";
import type { ApiContext } from "../api/route.js";
import type { SandboxClock } from "../clock.js";
import type { Account } from "../engine/account.js";
import type { RequestJournal } from "../request-journal.js";
import type { SandboxFacts } from "../sandbox-facts.js";
import type { Tenant } from "../tenant.js";
import type { Tenants } from "../tenants.js";

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
  readonly facts: SandboxFacts;
}

/** What it answers: JSON, or PEM where it is text. */
export type ControlAnswer = object | string;

/** One operation of the control API. */
export interface ControlRoute {
  readonly method: "GET" | "POST";
  /** Below `/_sandbox/v1`. */
  readonly path: string;
  readonly handler: (call: ControlCall) => ControlAnswer | Promise<ControlAnswer>;
}
