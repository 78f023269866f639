import type { GateOptions } from "@sendo/core/gate";

/** What a test case needs from the Sendo-compatible API. */
export interface GateSetup {
  /** Options passed to the gate unchanged. */
  readonly gate: GateOptions;
  /** The server's certificate, or `undefined` for plain HTTP (for example, behind a proxy). */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /**
   * The framework's own proxy setting: whether to trust the proxy in front of the app, or the address of a trusted proxy.
   */
  readonly trustProxy: boolean | string;
  /** Called with each log line, or with each error if the app has an error callback instead of a logger. */
  readonly log: (line: string) => void;
}

/** A gate in an app built with one framework. */
export interface GateHarness {
  /** Whether the framework's parser reads an oversized body completely before rejecting it. */
  readonly readsTooLargeBodies: boolean;
  /**
   * Whether the server terminates TLS itself and therefore always ignores a proxy's scheme header.
   *
   * @defaultValue `false`
   */
  readonly endsTls?: boolean;
  /**
   * Whether this framework version accepts the scheme header from untrusted clients when a trusted proxy is configured.
   * Fastify versions before 5.8.3 do.
   */
  readonly trustsEverybody?: boolean;
  /**
   * Builds the app as a user would, and listens on a free port on 127.0.0.1. The gate protects these routes:
   *
   * - `GET /v1/message/list`: responds with 200 `{ "messages": [] }`
   * - `POST /v1/message/send`: responds with 200 `{ "success": true, "id": <account's name> }`. The framework's own
   *   parser accepts up to 100,000 bytes of JSON.
   * - `GET /v1/broken`: throws `new Error(BROKEN_MESSAGE)`
   */
  start(setup: GateSetup): Promise<RunningGate>;
  /**
   * Starts a minimal relay: the gate, the framework's JSON parser, and one handler for every route in
   * {@link RELAY_PATHS}. The handler responds with 200 and the result of `answer`. Omitted for a server that
   * implements the documented endpoints, such as the sandbox.
   */
  startRelay?(setup: GateSetup, answer: RelayAnswer): Promise<RunningGate>;
}

/** An app that listens on 127.0.0.1. */
export interface RunningGate {
  readonly port: number;
  close(): Promise<void>;
}

/** Every documented Sendo route, with parameters in the frameworks' syntax. */
export const RELAY_PATHS = ["/v1/:resource/:id", "/v1/campaign/:id/webhooks"];

/** A relay's handler, which throws for undocumented requests. `body` is the parser's output. */
export type RelayAnswer = (request: {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}) => object;

/** Message of the error thrown by the broken route. This error message must never reach a client. */
export const BROKEN_MESSAGE = "row 17 c4n4ry";
