import type { IncomingMessage, ServerResponse } from "node:http";
import type { ResetFormat, WindowRule } from "@sendo/core/gate";
import type { RequestJournal } from "../api/request-journal.js";
import type { Assumption } from "../assumptions/assumption.js";
import type { Account } from "../engine/account.js";
import type { Engine } from "../engine/engine.js";
import type { MagicNumber } from "../engine/magic-numbers.js";
import type { Profile } from "../engine/plan-lifecycle.js";
import type { FaultPreset } from "../faults/presets.js";
import type { Tenant } from "../tenant/tenant.js";
import type { Tenants } from "../tenant/tenants.js";
import type { SandboxClock } from "../time/clock.js";
import type { InputOf, NoFields, Shape } from "./fields.js";

/** The settings used to start a sandbox. */
export interface SandboxInfo {
  readonly version: string;
  readonly limit: {
    readonly requestsPerSecond: number | false;
    readonly window: WindowRule;
    readonly resetFormat: ResetFormat;
  };
  readonly profile: Profile;
  /** Seed that reproduces ids and random outcomes. */
  readonly seed: string;
}

/** Takes over the response and writes a stream of server-sent events to it. */
export type ControlStream = (
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
) => void;

/** Result of sending a message. It has either `httpStatus` or `errorCode`. */
export interface SendResult {
  readonly httpStatus?: number;
  /** Why there was no response: a Node error code, or `TIMEOUT`. */
  readonly errorCode?: string;
  /** The API's response body. */
  readonly answer?: string;
  /** Message id, if the response contains one. */
  readonly id?: string;
}

/**
 * An operation's dependencies. The server passes them in so that the command-line code does not have to load their modules.
 */
export interface OperationCall {
  readonly tenant: Tenant;
  readonly tenants: Tenants;
  readonly account: Account;
  readonly clock: SandboxClock;
  readonly engine: Engine;
  readonly journal: RequestJournal;
  readonly ca: string;
  /** The page's URL, with the host from the caller's request. */
  readonly pageUrl: string;
  /** Signal that is aborted when the caller closes the connection. */
  readonly signal: AbortSignal;
  readonly facts: SandboxInfo;
  /** Data that is identical in every sandbox. */
  readonly reference: {
    readonly fidelity: { readonly assumptions: readonly Assumption[]; readonly questions: readonly object[] };
    readonly magic: { readonly numbers: readonly MagicNumber[]; readonly prefixes: readonly string[]; infix: string };
    /** The documented failure codes and their meanings, followed by the event types. */
    readonly failures: readonly { readonly code: number; readonly text: string }[];
    readonly eventTypes: readonly string[];
    readonly faults: { readonly presets: readonly FaultPreset[]; readonly routes: readonly string[] };
  };
  /** Streams the changes in this tenant, or in all tenants. */
  readonly follow: (whose: "own" | "all") => ControlStream;
  /** Posts a request body to the API, just as the tenant's app would. */
  readonly send: (body: object) => Promise<SendResult>;
}

/** A command that calls an operation. */
export interface Verb {
  /** Command name, such as `webhook add`. */
  readonly words: string;
  readonly help: string;
  /** Fields with a fixed value for this command. The user cannot set them as arguments or flags. */
  readonly given: Readonly<Record<string, unknown>>;
}

/**
 * A sandbox operation. The control API, its client, the command line and the documentation are derived from these
 * definitions.
 */
export interface Operation<Input = object, Output = unknown> {
  /** Operation name, such as `webhook.add`. */
  readonly name: string;
  readonly method: "GET" | "POST";
  /** Path under `/_sandbox/v1`, with at most one `{id}` placeholder. */
  readonly path: string;
  readonly help: string;
  readonly input: Shape;
  /** Additional flags for the operation's commands. They are passed to {@link Operation.print}. */
  readonly options: Shape;
  /** The operation's commands. Empty if no command calls the operation. */
  readonly verbs: readonly Verb[];
  /** Whether clients can call the operation without a token. */
  readonly isOpen: boolean;
  /** Whether the command opens the printed address in the browser. With `--print`, the command only prints the address. */
  readonly opens: boolean;
  /** How long a command waits for a sandbox that has not responded yet. */
  patienceMs(flags: object): number;
  /** How long a client waits for the response, in real time. */
  timeoutMs(input: Input): number;
  /** Returns JSON, a PEM string, or a stream. */
  run(call: OperationCall, input: Input): Output | Promise<Output>;
  /** Human-readable output, without control characters. `flags` contains the values of `input` and `options`. */
  print(output: Output, flags: object): string;
}

interface Parts<S extends Shape, O extends Shape, Output> {
  readonly help: string;
  readonly input?: S;
  readonly options?: O;
  readonly timeoutMs?: (input: InputOf<S>) => number;
  readonly run: (call: OperationCall, input: InputOf<S>) => Output | Promise<Output>;
  /** Adds a command. Without `verbs`, the command has the same name as the operation. */
  readonly print?: (output: Output, flags: InputOf<S> & InputOf<O>) => string;
  readonly verbs?: readonly Partial<Verb>[];
  readonly isOpen?: boolean;
  readonly opens?: boolean;
  readonly patienceMs?: (flags: InputOf<S> & InputOf<O>) => number;
}

/** Defines an operation. */
export function operation<Output, S extends Shape = NoFields, O extends Shape = NoFields>(
  name: string,
  route: `${"GET" | "POST"} /${string}`,
  {
    help,
    input,
    options,
    timeoutMs,
    run,
    print,
    verbs = print === undefined ? [] : [{}],
    ...more
  }: Parts<S, O, Output>,
): Operation<InputOf<S>, Output> {
  const [method, path] = route.split(" ") as ["GET" | "POST", string];
  return {
    name,
    method,
    path,
    help,
    input: input ?? {},
    options: options ?? {},
    verbs: verbs.map((verb) => ({ words: name.replaceAll(".", " "), help, given: {}, ...verb })),
    isOpen: more.isOpen ?? false,
    opens: more.opens ?? false,
    patienceMs: (flags) => more.patienceMs?.(flags as InputOf<S> & InputOf<O>) ?? 0,
    timeoutMs: timeoutMs ?? (() => 30_000),
    run,
    print: (output, flags) => print?.(output, flags as InputOf<S> & InputOf<O>) ?? "",
  };
}
